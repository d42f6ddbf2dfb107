export { createBooking } from "./booking/create-booking";
export { deliverMessage } from "./message/deliver-message";
export { issueBooking } from "./ticket/issue-booking";
