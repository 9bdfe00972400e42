import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

import { sample, type USERS } from './sample';

const ROOT = join(import.meta.dirname, '..');
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const PACKED = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** As session-manager sends them: packed as the browser takes them, and kept where they never change. */
function file(dist: string, pathname: string, takes: string[], response: ServerResponse) {
  const name = extname(pathname) ? pathname : '/index.html';
  const path = join(dist, name);
  if (!existsSync(path)) {
    response.writeHead(404).end();
    return;
  }
  const [encoding, ending] =
    PACKED.find(([kind, end]) => takes.includes(kind) && existsSync(path + end)) ?? [];
  response.writeHead(200, {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'cache-control': name.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
    ...(encoding && { 'content-encoding': encoding }),
  });
  response.end(readFileSync(path + (ending ?? '')));
}

function answer(user: keyof typeof USERS | null, url: URL, response: ServerResponse) {
  if (url.pathname.endsWith('/events')) {
    // A stream that stays silent.
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
    return;
  }
  if (url.pathname.endsWith('/media')) {
    response.writeHead(200, { 'content-type': 'image/svg+xml' });
    response.end(readFileSync(join(ROOT, 'public/icon.svg')));
    return;
  }
  const json = sample(url.pathname, user, 'connected', url.searchParams);
  response.writeHead(json ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(json || {}));
}

/** A server on this machine with the built files and the sample, for who measures what a network costs. */
export async function serveSample(
  user: keyof typeof USERS | null,
  dist = join(ROOT, 'dist'),
): Promise<{ url: string; server: Server }> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://peyk.example');
    if (url.pathname.startsWith('/api/')) {
      answer(user, url, response);
    } else {
      const takes = String(request.headers['accept-encoding'] ?? '').split(/[\s,]+/);
      file(dist, url.pathname, takes, response);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
