// A file of its own: who wants it is on a page already.
export { Menu } from '@mantine/core';
