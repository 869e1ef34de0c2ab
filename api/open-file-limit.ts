/** How many file descriptors this process may have; Infinity where that is unknown. */
export function openFileLimit(): number {
  // Otherwise the report asks for the names of all connected addresses.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files: { readonly soft: unknown } };
  };
  const soft = userLimits?.open_files.soft;
  return typeof soft === "number" ? soft : Infinity;
}
