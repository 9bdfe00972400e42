import { useMediaQuery } from '@mantine/hooks';

/** Whether the window is at least so wide, in `em`. Known before anything is drawn: nothing comes and goes. */
export const useWide = (em: number): boolean =>
  useMediaQuery(`(min-width: ${em}em)`, true, { getInitialValueInEffect: false });
