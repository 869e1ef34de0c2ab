import type { TSchema } from "typebox";

/** The part of the API's own OpenAPI document from which requests are made. */
export interface Document {
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components: { readonly schemas: { readonly Problem: TSchema } };
}

export interface Operation {
  readonly parameters: readonly Parameter[];
  readonly responses: {
    readonly 200: {
      readonly content: Readonly<Record<string, { readonly schema: TSchema }>>;
    };
  };
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly required: boolean;
  readonly schema: TSchema & {
    readonly type?: string;
    readonly enum?: readonly string[];
    readonly pattern?: string;
    readonly format?: string;
  };
}
