import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Writes `X.br` and `X.gz` beside each text `X`: session-manager sends what the browser takes. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const texts = Object.keys(bundle).filter((file) => /\.(css|html|js)$/.test(file));
      await Promise.all(
        texts.map(async (name) => {
          const path = join(dir ?? 'dist', name);
          const text = await readFile(path);
          // Brotli's own default is the smallest that it can.
          await writeFile(`${path}.br`, await promisify(brotliCompress)(text));
          await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
        }),
      );
    },
  };
}

/** What the first script asks for itself, asked for by index.html already: the script would be a way later. */
function preloaded(): Plugin {
  return {
    name: 'preloaded',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => {
        const wanted = new Set<string>();
        const want = (file: string) => {
          const part = bundle[file];
          if (part?.type === 'chunk' && !wanted.has(file)) {
            wanted.add(file);
            part.imports.forEach(want);
          }
        };
        for (const module of ['/react-dom/client.js', '/app/query-client.ts', '/app/start.tsx']) {
          const chunk = Object.values(bundle).find(
            (part) => part.type === 'chunk' && part.facadeModuleId?.endsWith(module),
          );
          if (!chunk) {
            throw new Error(`the build has no chunk of ${module}`);
          }
          want(chunk.fileName);
        }
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

/** What the page to sign in needs: libraries, components of Mantine (`mantine-first.ts` has their styles), and ours. */
const FIRST = new RegExp(
  'node_modules/(?:' +
    '@mantine/core/esm/(?:core|components/(?:ActionIcon|Alert|Anchor|Button|Center|CloseButton|Group|Input|InputBase|' +
    'Loader|Paper|PasswordInput|Stack|Text|TextInput|Title|Transition|UnstyledButton)))/|' +
    'src/(?:app/(?:Home|start|mantine-first)|i18n/(?:LanguageProvider|error-text)|' +
    'features/auth/(?:api/(?:login|me)|kept|return-to|session-end|sign-out|useUser)|' +
    'components/(?:Brand|ColorSchemeButton|ErrorNotice|Icon|LanguageMenu|Loading|NotFoundPage|PageTitle|PasswordField))\\.tsx?',
);

/** What finds the way, and fetches. */
const LIBRARIES = /node_modules\/(?:react-router|@tanstack)|src\/app\/query-client/;

/** What floats above a page, or opens: most pages are there before anybody wants it. */
const FLOATING =
  /node_modules[\\/](?:@floating-ui|@mantine[\\/]core[\\/]esm[\\/]components[\\/](?:Combobox|Menu|Modal|Popover|Select))/;

/** What stands on most pages. What a list that floats has in common with them must not bring it along. */
const ROOMS = new RegExp(
  'node_modules/(?:react-remove-scroll|react-remove-scroll-bar|react-style-singleton|use-sidecar|use-callback-ref|' +
    'tslib|@mantine/(?:hooks|core/esm/components/(?:Accordion|Avatar|Badge|Box|Card|Checkbox/CheckIcon|Code|Collapse|Flex|' +
    'FloatingIndicator|Portal|SegmentedControl|SimpleGrid|Skeleton|ThemeIcon|VisuallyHidden)))[/.]',
);
const SHARED = new RegExp(
  'src/(?:api|components/(?!Ask|FormModal|Listing|RowMenu|Rows|SecretOnce|UndoBar)|features/(?:' +
    'leads/(?!AssigneeSelect|StageSelect|Slot)|privacy/Erased|trace/trace-link|visit/visit|' +
    'whatsapp/(?:api|event-text|phone-number|polling|state)))',
);

/** Of the bot, what its first tab and the others have in common, and floats not. */
const BOT =
  /src\/features\/bot\/(?:LanguageBar|api|console\/play|edit|flow|texts-of|useBot|useJump|useUnpublished|versions\/diff|words)\b/;

export default defineConfig({
  plugins: [react(), preloaded(), packed()],
  build: {
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Each file is a way to the service, and a browser goes six at a time: without groups there are sixty crumbs.
          groups: [
            {
              // What `main.ts` asks for everything else with.
              name: 'begin',
              test: /preload-helper|src[\\/](?:api[\\/]client|app[\\/]pages|i18n[\\/](?:languages|en[\\/]common))\.ts/,
              priority: 5,
              includeDependenciesRecursively: false,
            },
            // Each of these runs by itself, and keeps no finger waiting for the others.
            {
              name: 'react',
              test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/,
              priority: 6,
            },
            { name: 'libraries', test: LIBRARIES, priority: 6 },
            { name: 'first', test: FIRST, priority: 4 },
            { name: 'floating', test: FLOATING, minShareCount: 3, priority: 2 },
            { name: 'rooms', test: ROOMS, minShareCount: 2, priority: 3 },
            // Of ours, what needs nothing that floats.
            { name: 'shared', test: SHARED, minShareCount: 2, priority: 1 },
            { name: 'inbox', test: /src\/features\/conversations/, minShareCount: 2 },
            { name: 'bot', test: BOT, minShareCount: 2 },
          ],
        },
      },
    },
    // Every browser that we build for knows it.
    modulePreload: { polyfill: false },
    // The policy of the page allows fonts of our own, not data in the styles.
    assetsInlineLimit: 0,
  },
  server: {
    // `npm run dev` beside `cargo xtask dev`.
    proxy: { '/api': 'http://127.0.0.1:8080' },
  },
  test: {
    // Those in a browser are Playwright's.
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    setupFiles: ['src/testing/setup.ts'],
    // A machine that builds something else is slow, and a test that waits is not wrong.
    testTimeout: 20_000,
  },
});
