import { Failure } from "../api/failures";

/** What the server said of one field: by its pointer ("/name"), or by the end of the failure's code. */
export function fieldError(error: unknown, pointer: string, codeEnd?: string): string | undefined {
  if (!(error instanceof Failure)) return undefined;
  const named = error.at(pointer);
  if (named) return named;
  return codeEnd && error.code.endsWith(codeEnd) ? error.message : undefined;
}

/** The error, unless one of the fields already shows it. */
export function unlessShown(error: unknown, ...shown: readonly (string | undefined)[]): unknown {
  return shown.some(Boolean) ? null : error;
}
