export { createBooking } from "./booking/create-booking";
export { postManualEntry } from "./books/post-manual-entry";
export { submitJournalDraft } from "./books/submit-journal-draft";
export { verifyAllBooks } from "./books/verify-all-books";
export { verifyBooks } from "./books/verify-books";
export { deliverMessage } from "./message/deliver-message";
export { issueBooking } from "./ticket/issue-booking";
