/** Where to go after signing in: a path of ours, whatever the address bar was given. */
export function safeReturn(to: string | null): string {
  // `//elsewhere` and `/\elsewhere` are other hosts to a browser.
  return to && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/';
}
