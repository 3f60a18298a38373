// Every limit that a rule or the wire holds to, each with its reason. Lengths are UTF-16 code units, times milliseconds.

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** A mention gives access for exactly this long (C3). The only place that knows it. */
export const MENTION_MS = DAY_MS;

/** The end of the year 9999: what is later can hardly be written, and some of it is no date at all. */
export const INSTANT_MAX = 253_402_300_799_999;

/** Longer than any channel takes in one message, short enough for a screen reader to finish. */
export const TEXT_MAX = 10_000;
/** What the list shows of a message: two lines on a wide screen. */
export const PREVIEW_MAX = 160;
/** Replies that did not arrive, kept on the card: more of one conversation is a channel that is down for weeks. */
export const UNDELIVERED_MAX = 50;
/** Names of people, teams and workspaces: fits every language, cannot fill a screen. */
export const NAME_MAX = 80;
/** Contact fields (telephone, company, …): a panel, not a database. */
export const CONTACT_FIELDS_MAX = 20;
export const CONTACT_VALUE_MAX = 500;
/** A message with more files is a folder; send it as one archive. */
export const ATTACHMENTS_MAX = 10;
/** The same of a mail, whose writer is no member: a camera's afternoon. */
export const MAIL_FILES_MAX = 50;
/** Bytes of one file: what most mail servers take, and minutes on a telephone's line. */
export const FILE_MAX = 26_214_400;
/** Bytes that one member, one visitor or sender of mails, and all who write on a channel bring in a day. */
export const MEMBER_FILES_PER_DAY = 2_147_483_648;
export const VISITOR_FILES_PER_DAY = 104_857_600;
export const CHANNEL_FILES_PER_DAY = 2_147_483_648;
/** The same of all visitors of one network: whoever makes up new visitors is still there, and an office has several. */
export const NETWORK_FILES_PER_DAY = 524_288_000;
/** A file that no message has named for so long is removed: whoever was to send it is not coming back. */
export const FILE_UNNAMED_MS = 14 * DAY_MS;
/** A picture of more pixels is shown by its name only: drawn, it takes four bytes for each. */
export const PICTURE_PIXELS_MAX = 40_000_000;
/** One click can add a whole team, not a whole company. */
export const MEMBERS_AT_ONCE_MAX = 100;
/** A queue hands out this many waiting conversations in one record, so that no record grows without bound. */
export const QUEUE_PULL_MAX = 50;

/** Bytes of one frame on a socket: a first sync of a large inbox in few frames, a flood in many. */
export const FRAME_MAX = 1_048_576;
/** Bytes of one update to a merged document: a pasted page fits, a bomb does not. */
export const MERGED_UPDATE_MAX = 262_144;
/** Bytes of one command: the longest text in UTF-8, its attachments, and room to spare. */
export const COMMAND_MAX = 65_536;
/** Nesting of JSON in a command; real ones have 3. Deep nesting overflows stacks long before memory. */
export const JSON_DEPTH_MAX = 8;
/** Undecided commands the relay takes from one device at once; the rest waits in the browser's outbox. */
export const COMMANDS_AT_ONCE = 100;
/** Sustained commands a second of one member: a month's offline work in seconds, a script in bounds. */
export const COMMANDS_PER_SECOND = 50;
/** The same of one visitor: a burst of thoughts, then as fast as people type; too slow to bury a team. */
export const VISITOR_COMMANDS_AT_ONCE = 20;
export const VISITOR_COMMANDS_PER_MINUTE = 20;
/** Documents open on one socket; the browser closes what nobody looks at. */
export const STREAMS_MAX = 200;
/** Unsent bytes of news on one socket before the consumer is called slow and closed. */
export const UNSENT_MAX = 1_048_576;
/** Unsent bytes on one socket with the documents that the client itself asked for: a day's, on a slow line. */
export const ANSWERS_UNSENT_MAX = 16_777_216;
/** Bytes of one awareness state (a caret and a flag), and how many changes a second are passed on. */
export const AWARENESS_MAX = 1_024;
export const AWARENESS_PER_SECOND = 10;

/** Cards in one inbox document, and how many of them may be closed; older ones come by page. */
export const CARDS_MAX = 2_000;
export const CLOSED_CARDS_MAX = 500;
export const CLOSED_CARDS_MS = 14 * DAY_MS;
/** Notifications kept in a member's inbox. */
export const NOTIFICATIONS_MAX = 200;
/** Of them, those of messages in one conversation: the newest say enough. */
export const MESSAGE_NOTIFICATIONS_MAX = 5;
/** Read marks kept in a member's inbox, newest first: more than the cards of all their inboxes. */
export const READ_MARKS_MAX = 5_000;

/** A reply that waited longer than this in the browser asks its writer before it is sent. */
export const ASK_BEFORE_SENDING_MS = HOUR_MS;

/** What may be asked for in one search: a sentence, not a document. */
export const SEARCH_QUERY_MAX = 200;
/** Each further word makes a search dearer, and finds nothing that fewer do not. */
export const SEARCH_WORDS_MAX = 8;
/** Nobody types more of a word; what is longer is found by its beginning. */
export const SEARCH_WORD_MAX = 40;
/** What is shown around what was found: two lines of a list. */
export const SNIPPET_MAX = 140;
/** Searches of one member: as fast as somebody types with pauses, and too slow to keep the relay busy. */
export const SEARCHES_AT_ONCE = 20;
export const SEARCHES_PER_SECOND = 3;
