export const privacy = {
  'nav.privacy': 'Privacy',

  'privacy.intro': 'How long what customers wrote is kept, and how it is taken out or erased.',
  'privacy.keep': 'How long it is kept',
  'privacy.keepHint':
    'What is older is removed within hours, for good. Leads and chats stay, without it.',
  'privacy.messages': 'Messages: days',
  'privacy.media': 'Voice messages, pictures and files: days',
  'privacy.ever': 'without end',
  'privacy.keepEver': 'Keep without end',
  'privacy.default': 'Platform default: {days}.',
  'privacy.atMost': 'At most {days}.',
  'privacy.isDefault':
    'Nothing has been set here: the platform’s default holds, and changes with it.',
  'privacy.daysWrong': 'Enter a number of days from 1 to {most}.',
  'privacy.mediaWithMessages': 'Files go with their messages, so after {days}.',
  'privacy.saved': 'Saved. It holds from now on.',
  'privacy.shorterTitle': 'Remove what is older?',
  'privacy.shorterText':
    'This is shorter than before. Within hours, and for good, this is removed:',
  'privacy.shorter.messages': 'messages older than {days}, with their files',
  'privacy.shorter.media': 'files older than {days}',
  'privacy.shorterConfirm': 'Save and remove',

  'privacy.export': 'Export of everything',
  'privacy.exportHint':
    'Settings, people, flows, and every customer with messages and lead, in one file for programs: one record of JSON a line. Passwords and keys are not in it. Files such as pictures are in it by their address.',
  'privacy.exportStart': 'Export everything',
  'privacy.exporting': 'So far: {records} records, {size}',
  'privacy.exportStay': 'Leave this open until the file is saved.',
  'privacy.exportStop': 'Stop',
  'privacy.exportDone': 'Saved: {records} records, {size}.',

  'privacy.deeds': 'Exports and erasures',
  'privacy.deedsHint': 'Who did what, and when. Of who was erased, a number is all that is left.',
  'privacy.deedsEmpty': 'Nothing yet',
  'privacy.deedsEmptyHint': 'A customer is exported or erased from the menu of their chat or lead.',
  'privacy.contact': 'Person no. {id}',
  'privacy.kept': 'Messages: {messages}, files: {media}',

  'privacy.tenant': 'Erase this tenant',
  'privacy.tenantHint':
    'With its people, conversations, files and leads. Export first what is still needed.',

  'privacy.person.export': 'Export this person’s data',
  'privacy.person.exportTitle': 'Export this person’s data',
  'privacy.person.exportText':
    'All that is known of them, in one file: name and numbers, all messages, the lead and its history. One record of JSON a line; files such as pictures are in it by their address.',
  'privacy.person.exportStart': 'Export',
  'privacy.person.erase': 'Erase this person',
  'privacy.person.eraseTitle': 'Erase {name}?',
  'privacy.goes': 'This goes for good',
  'privacy.goes.person': 'Name, numbers, and what the bot knows of them',
  'privacy.goes.chat': 'The chat, with all messages, voice messages, pictures and files',
  'privacy.goes.lead': 'The lead with its history, and what was still to be sent',
  'privacy.stays': 'This stays',
  'privacy.stays.phone': 'The chat on your phone: delete it there',
  'privacy.stays.crm': 'What your CRM has been told: erase it there',
  'privacy.stays.log': 'A line in the log that a person was erased, without the name',
  'privacy.again':
    'If they write again, they are a new customer to the bot, even if they wanted no messages.',
  'privacy.noUndo': 'This cannot be undone.',
  'privacy.several':
    'They are known under {count} entries, because WhatsApp has not said yet that these are one person. All of them are meant.',
  'privacy.exportFirst': 'Export first',
  'privacy.eraseConfirm': 'Erase for good',
  'privacy.erased':
    'The person is erased. Their files, and what was on its way, follow within minutes.',
  'error.export_cut': 'The export broke off, so nothing was saved. Try again.',
} as const;
