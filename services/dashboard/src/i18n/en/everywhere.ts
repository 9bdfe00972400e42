export const everywhere = {
  'connection.lost':
    'The server cannot be reached. We keep trying; what you see may be out of date.',
  'connection.back': 'Connected again. Everything is up to date.',

  'ended.title': 'You were signed out',
  'ended.text': 'Sign in again to go on here. Nothing that you typed is lost.',
  'ended.submit': 'Go on',
  'ended.other': 'Sign in as somebody else',
  'ended.otherHint': 'What you typed is lost then.',

  'shortcuts.title': 'Keyboard',
  'shortcuts.help': 'Show this help',
  'shortcuts.search': 'Search on this page',
  'shortcuts.go': 'Open a place of the menu, by its position',
  'shortcuts.then': 'then',
  'shortcuts.close': 'Close a dialog',
  'shortcuts.on': 'Single keys do something',
  'shortcuts.onHint': 'Turn this off if you use speech input, or press keys by accident.',
} as const;
