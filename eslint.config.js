import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "data/", "coverage/", "node_modules/"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({
    ...config,
    files: ["**/*.{ts,cts}"],
  })),
  {
    files: ["**/*.{ts,cts}"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        console: "readonly",
        performance: "readonly",
        process: "readonly",
      },
    },
  },
  {
    files: ["api/dashboard/**/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "Image",
          "Intl",
          "ResizeObserver",
          "URL",
          "URLSearchParams",
          "XMLSerializer",
          "addEventListener",
          "clearTimeout",
          "document",
          "fetch",
          "getComputedStyle",
          "history",
          "innerWidth",
          "localStorage",
          "location",
          "navigator",
          "performance",
          "print",
          "setTimeout",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    // chai's assertions are property reads: expect(x).to.be.true
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
);
