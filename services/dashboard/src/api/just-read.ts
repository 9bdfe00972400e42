/** In ms: what is not older was read for the page that is there. */
export const JUST_READ = 2_000;
