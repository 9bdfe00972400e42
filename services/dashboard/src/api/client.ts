import type { Problem } from './types';

/** A request that did not succeed. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** One word for programs: the problem's, or `network`, or `unknown`. */
    readonly code: string,
    /** One sentence for people, in English; empty when the answer had none. */
    readonly detail: string,
    /** After how many seconds to try again, when the answer said so. */
    readonly retryAfter?: number,
    /** Which fields of a form were refused, when the answer said so. */
    readonly fields: readonly string[] = [],
  ) {
    super(detail || code);
  }

  /** Whether the same request may well succeed a moment later. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** Under which asking twice is asking once. */
  key?: string;
  signal?: AbortSignal;
}

const early = new Map<string, Promise<Response>>();

/** What nobody has taken after this time is old. */
const EARLY_MS = 10_000;

/**
 * Asks for what is wanted as soon as the code that wants it has come: the next `request` for it takes the answer. Who
 * looks at it before that looks at a clone.
 */
export function askEarly(path: string): Promise<Response> {
  const asked = send(path, 'GET', { Accept: 'application/json' });
  // Who takes it is told.
  asked.catch(() => undefined);
  early.set(path, asked);
  setTimeout(() => early.delete(path), EARLY_MS);
  return asked;
}

function takeEarly(path: string): Promise<Response> | undefined {
  const asked = early.get(path);
  early.delete(path);
  return asked;
}

const send = (
  path: string,
  method: string,
  headers: Record<string, string>,
  body: unknown = undefined,
  signal: AbortSignal | null = null,
) =>
  fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined ? null : JSON.stringify(body),
    signal,
  });

/** Asks the API; the answer is `T`, or an `ApiError` is thrown. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const response = await answerTo(path, options);
  if (response.status === 204) {
    return undefined as T;
  }
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (options.signal?.aborted) {
      throw error;
    }
    throw new ApiError(response.status, 'unknown', '');
  }
}

/** Asks the API for what is no JSON: whoever asks reads it. */
export async function answerTo(path: string, options: Options = {}): Promise<Response> {
  const { method = 'GET', body, key, signal } = options;
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') {
    // No other site can make a browser send it: without it a cookie is not believed.
    headers['X-Peyk-Request'] = '1';
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (key !== undefined) {
    headers['Idempotency-Key'] = key;
  }
  let response: Response;
  try {
    const asked = method === 'GET' ? takeEarly(path) : undefined;
    response = await (asked ?? send(path, method, headers, body, signal));
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new ApiError(0, 'network', '');
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  return response;
}

async function refusal(response: Response): Promise<ApiError> {
  // A proxy in between answers with pages, not problems.
  const problem: Partial<Problem> | null = await response.json().catch(() => null);
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new ApiError(
    response.status,
    typeof problem?.code === 'string' ? problem.code : 'unknown',
    typeof problem?.detail === 'string' ? problem.detail : '',
    Number.isFinite(seconds) ? seconds : undefined,
    Array.isArray(problem?.errors) ? problem.errors.map(({ field }) => field) : [],
  );
}
