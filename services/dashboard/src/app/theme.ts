import {
  createTheme,
  darken,
  type CSSVariablesResolver,
  type MantineThemeColors,
} from '@mantine/core';

const FONTS =
  "'Vazirmatn Arabic', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export const theme = createTheme({
  primaryColor: 'teal',
  // White on a filled button has 5:1 there; in Mantine's usual shade less than 3:1.
  primaryShade: 9,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: FONTS,
  headings: { fontFamily: FONTS, fontWeight: '600' },
  components: {
    // It would be a child of the menu that is no entry of it.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});

const TINTS = ['teal', 'red', 'orange', 'blue'] as const;

/** Below the pointer a button grows darker; Mantine's next shade is lighter, and white has less than 4:1 on it. */
const hovered = (colors: MantineThemeColors) =>
  Object.fromEntries(
    TINTS.map((tint) => [`--mantine-color-${tint}-filled-hover`, darken(colors[tint][9], 0.12)]),
  );

/** Mantine's own are too pale to be read by everybody: text needs 4.5:1. */
export const variables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    ...hovered(colors),
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[6],
    '--mantine-color-error': colors.red[9],
    // Of badges, notices and the place in the navigation.
    ...Object.fromEntries(
      TINTS.map((tint) => [`--mantine-color-${tint}-light-color`, darken(colors[tint][9], 0.2)]),
    ),
  },
  dark: {
    ...hovered(colors),
    '--mantine-color-dimmed': '#a6a6a6',
    '--mantine-color-placeholder': '#a6a6a6',
    '--mantine-color-error': colors.red[4],
    ...Object.fromEntries(
      TINTS.map((tint) => [`--mantine-color-${tint}-light-color`, colors[tint][3]]),
    ),
  },
});
