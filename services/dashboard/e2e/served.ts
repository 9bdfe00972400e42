import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createSecureServer, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
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
function file(dist: string, pathname: string, takes: string[], response: Http2ServerResponse) {
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

function answer(user: keyof typeof USERS | null, url: URL, response: Http2ServerResponse) {
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

/** A certificate that nobody trusts, made anew each time: no key lies about. */
function certificate(): { key: Buffer; cert: Buffer } {
  const dir = mkdtempSync(join(tmpdir(), 'peyk-served-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', key, '-out', cert];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-nodes', ...curve, ...files, '-days', '1', '-subj', '/CN=localhost'],
      { stdio: 'pipe' },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/**
 * A server on this machine with the built files and the sample, for who measures what a network costs. By HTTP/2, as
 * what stands in front of the service on the internet speaks with browsers.
 */
export async function serveSample(
  user: keyof typeof USERS | null,
  dist = join(ROOT, 'dist'),
): Promise<{ url: string; close: () => void }> {
  const server = createSecureServer(certificate(), (request, response) => {
    const url = new URL(request.url, 'https://peyk.example');
    if (url.pathname.startsWith('/api/')) {
      answer(user, url, response);
    } else {
      const takes = String(request.headers['accept-encoding'] ?? '').split(/[\s,]+/);
      file(dist, url.pathname, takes, response);
    }
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      sessions.forEach((session) => session.destroy());
      server.close();
    },
  };
}
