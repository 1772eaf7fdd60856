/** What the server refused, in words for a person. `problems` name fields by JSON pointer ("/name"). */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
  }

  /** Whether somebody else saved in the meantime. */
  get isConflictingSave(): boolean {
    return this.status === 412;
  }

  /** The first problem of a field, by its pointer. */
  at(pointer: string): string | undefined {
    return this.problems.find((problem) => problem.pointer === pointer)?.message;
  }
}

/** The browser is not signed in any more. */
export class SessionEnded extends Failure {}

export interface Problem {
  pointer: string;
  code: string;
  message: string;
}

interface Body {
  message?: string;
  detail?: string;
  error_message?: string;
  error?: string;
  error_code?: number;
  problems?: Problem[];
  errors?: Record<string, string[]>;
}

/** Return what an answer that is no success says, whichever of the server's two shapes it has. */
export async function failureOf(response: Response): Promise<Failure> {
  let body: Body = {};
  try {
    body = (await response.json()) as Body;
  } catch {
    // A proxy in between answers in HTML.
  }
  const problems = body.problems ?? contentProblems(body);
  const said = body.detail ?? body.error_message ?? problems[0]?.message ?? body.message;
  const code = body.error ?? String(body.error_code ?? response.status);
  const kind = response.status === 401 ? SessionEnded : Failure;
  return new kind(response.status, code, said ?? `The server answered ${response.status}.`, problems);
}

/** The content API names fields with dots, and says of each what is wrong. */
function contentProblems(body: Body): Problem[] {
  return Object.entries(body.errors ?? {}).map(([field, said]) => ({
    pointer: `/${field.replaceAll(".", "/")}`,
    code: String(body.error_code ?? ""),
    message: said.join(" "),
  }));
}
