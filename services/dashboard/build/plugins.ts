import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** Of scripts that a page needs before it is there, packed by Brotli, in bytes. */
const MOST = 300_000;

/** What `main.ts` asks for itself, in each page. */
const EARLY = ['/react-dom/client.js', '/app/query-client.ts', '/app/start.tsx'];

/** The chunk that is there for the sake of a module. */
function chunkOf(bundle: Bundle, module: string): Rolldown.OutputChunk {
  const found = Object.values(bundle).find(
    (part) => part.type === 'chunk' && part.facadeModuleId?.endsWith(module),
  );
  if (found?.type !== 'chunk') {
    throw new Error(`the build has no chunk of ${module}`);
  }
  return found;
}

/** The files of chunks and of all that they import, each once. */
function withImports(bundle: Bundle, chunks: Rolldown.OutputChunk[]): Set<string> {
  const files = new Set<string>();
  const want = (file: string) => {
    const part = bundle[file];
    if (part?.type === 'chunk' && !files.has(file)) {
      files.add(file);
      part.imports.forEach(want);
    }
  };
  chunks.forEach(({ fileName }) => want(fileName));
  return files;
}

/** Writes `X.br` and `X.gz` beside each text `X`: session-manager sends what the browser takes. */
export function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const texts = Object.keys(bundle).filter((file) => /\.(css|html|js)$/.test(file));
      const sizes = new Map<string, number>();
      await Promise.all(
        texts.map(async (name) => {
          const path = join(dir ?? 'dist', name);
          const text = await readFile(path);
          // Brotli's own default is the smallest that it can.
          const brotli = await promisify(brotliCompress)(text);
          sizes.set(name, brotli.length);
          await writeFile(`${path}.br`, brotli);
          await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
        }),
      );
      for (const [page, bytes] of firstLoads(bundle, sizes)) {
        if (bytes > MOST) {
          this.error(`${page} needs ${bytes} bytes of script before it is there, ${MOST} at most`);
        }
      }
    },
  };
}

/** The bytes of scripts that each page needs before it is there, in the language with the longest texts. */
function firstLoads(bundle: Bundle, sizes: ReadonlyMap<string, number>): [string, number][] {
  const sum = (files: Iterable<string>) =>
    [...files].reduce((all, file) => all + (sizes.get(file) ?? 0), 0);
  const around = ['/index.html', ...EARLY, '/app/Shell.tsx'].map((module) =>
    chunkOf(bundle, module),
  );
  const texts = ['en', 'fa', 'ar', 'ru'].map((language) =>
    sum(withImports(bundle, [chunkOf(bundle, `/i18n/${language}.ts`)])),
  );
  const pages = Object.values(bundle).filter(
    (part) =>
      part.type === 'chunk' && /\/features\/[^/]+\/\w+Page\.tsx$/.test(part.facadeModuleId ?? ''),
  ) as Rolldown.OutputChunk[];
  if (pages.length === 0) {
    throw new Error('the build has no pages');
  }
  return pages.map((page) => [
    page.name,
    sum(withImports(bundle, [...around, page])) + Math.max(...texts),
  ]);
}

/** What the first script asks for itself, asked for by index.html already: the script would be a way later. */
export function preloaded(): Plugin {
  return {
    name: 'preloaded',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => {
        const wanted = withImports(
          bundle,
          EARLY.map((module) => chunkOf(bundle, module)),
        );
        // Vite names what the first script itself imports.
        const unnamed = [...wanted].filter((file) => !html.includes(file));
        return unnamed.map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head',
        }));
      },
    },
  };
}
