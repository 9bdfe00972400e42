import { describe, expect, it, vi } from 'vitest';

import { ApiError, askEarly, request } from './client';

function answer(response: Response | Error) {
  const fetch = vi.fn((_path: string, _options: RequestInit) =>
    response instanceof Error ? Promise.reject(response) : Promise.resolve(response),
  );
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

function problem(status: number, body: unknown, headers: Record<string, string> = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}

async function refusal(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe('request', () => {
  it('says on every unsafe request, and on no other, that it is ours', async () => {
    const fetch = answer(Response.json({}));
    await request('/api/me');
    const [, get] = fetch.mock.calls[0]!;
    expect(get.headers).not.toHaveProperty('X-Peyk-Request');
    expect(get.credentials).toBe('same-origin');

    answer(new Response(null, { status: 204 })).mockImplementation((_path, options) => {
      expect(options.headers).toMatchObject({ 'X-Peyk-Request': '1' });
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    expect(await request('/api/auth/logout', { method: 'POST' })).toBeUndefined();
    await request('/api/tokens/1', { method: 'DELETE' });
    expect.assertions(5);
  });

  it('reads a problem document', async () => {
    answer(problem(404, { code: 'tenant_not_found', detail: 'There is no tenant.' }));
    const error = await refusal(request('/api/tenants/9'));
    expect(error).toMatchObject({
      status: 404,
      code: 'tenant_not_found',
      detail: 'There is no tenant.',
      passing: false,
    });
  });

  it('reads when to come again', async () => {
    answer(problem(429, { code: 'too_many_attempts', detail: '' }, { 'Retry-After': '40' }));
    expect((await refusal(request('/api/auth/login', { method: 'POST' }))).retryAfter).toBe(40);
  });

  it('copes with what is not from the service', async () => {
    answer(new Response('<h1>Bad Gateway</h1>', { status: 502 }));
    expect(await refusal(request('/api/me'))).toMatchObject({ code: 'unknown', passing: true });

    answer(new Response('<!doctype html>', { status: 200 }));
    expect(await refusal(request('/api/me'))).toMatchObject({ code: 'unknown' });

    answer(new TypeError('Failed to fetch'));
    expect(await refusal(request('/api/me'))).toMatchObject({ code: 'network', passing: true });
  });

  it('lets what was given up be given up', async () => {
    const given = new AbortController();
    given.abort();
    answer(new DOMException('aborted', 'AbortError'));
    await expect(request('/api/me', { signal: given.signal })).rejects.toThrow('aborted');
  });
});

describe('askEarly', () => {
  it('asks once for who asks first, and keeps nothing for long', async () => {
    vi.useFakeTimers();
    const fetch = vi.fn(() => Promise.resolve(Response.json({ n: fetch.mock.calls.length })));
    vi.stubGlobal('fetch', fetch);
    const answer = await askEarly('/api/me');
    expect(await answer.clone().json()).toEqual({ n: 1 });
    expect(await request('/api/me')).toEqual({ n: 1 });
    expect(await request('/api/me')).toEqual({ n: 2 });

    await askEarly('/api/me');
    vi.advanceTimersByTime(60_000);
    expect(await request('/api/me')).toEqual({ n: 4 });
    vi.useRealTimers();
  });
});
