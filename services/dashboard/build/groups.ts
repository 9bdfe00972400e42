/** What the page to sign in needs: libraries, components of Mantine (`mantine-first.ts` has their styles), and ours. */
const FIRST = new RegExp(
  'node_modules/(?:' +
    '@mantine/core/esm/(?:core|components/(?:ActionIcon|Alert|Anchor|Button|Center|CloseButton|Group|Input|InputBase|' +
    'Loader|Paper|PasswordInput|Stack|Text|TextInput|Title|Transition|UnstyledButton)))/|' +
    'src/(?:app/(?:Home|start|mantine-first)|i18n/(?:LanguageProvider|error-text)|' +
    'features/auth/(?:api/(?:login|me)|kept|return-to|session-end|sign-out|useUser)|' +
    'components/(?:Brand|ColorSchemeButton|ErrorNotice|Icon|LanguageMenu|Loading|NotFoundPage|PageTitle|PasswordField))\\.tsx?',
);

const REACT = /node_modules\/(?:react|react-dom|scheduler)\//;

/** What finds the way, and fetches. */
const LIBRARIES = /node_modules\/(?:react-router|@tanstack)|src\/app\/query-client/;

/** What floats above a page, or opens: most pages are there before anybody wants it. */
const FLOATING =
  /node_modules\/(?:@floating-ui|@mantine\/core\/esm\/components\/(?:Combobox|Menu|Modal|Popover|Select))/;

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

/**
 * Which modules come in one file. Each file is a way to the service, and costs a phone a few milliseconds before it has
 * come: without groups there are sixty crumbs. Each group of libraries runs in a task of its own.
 */
export const GROUPS = [
  {
    // What `main.ts` asks for everything else with.
    name: 'begin',
    test: /preload-helper|src\/(?:api\/client|app\/pages|i18n\/(?:languages|en\/common))\.ts/,
    priority: 5,
    includeDependenciesRecursively: false,
  },
  // Each of these runs by itself, and keeps no finger waiting for the others.
  { name: 'react', test: REACT, priority: 6 },
  { name: 'libraries', test: LIBRARIES, priority: 6 },
  { name: 'first', test: FIRST, priority: 4 },
  { name: 'floating', test: FLOATING, minShareCount: 3, priority: 2 },
  { name: 'rooms', test: ROOMS, minShareCount: 2, priority: 3 },
  // Of ours, what needs nothing that floats.
  { name: 'shared', test: SHARED, minShareCount: 2, priority: 1 },
  { name: 'inbox', test: /src\/features\/conversations/, minShareCount: 2 },
  { name: 'bot', test: BOT, minShareCount: 2 },
];
