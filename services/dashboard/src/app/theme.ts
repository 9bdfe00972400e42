import { createTheme } from '@mantine/core';

const FONTS =
  "'Vazirmatn Arabic', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export const theme = createTheme({
  primaryColor: 'teal',
  // White on a filled button has 5:1 there; in Mantine's usual shade less than 3:1.
  primaryShade: 9,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: FONTS,
  headings: { fontFamily: FONTS, fontWeight: '600' },
});
