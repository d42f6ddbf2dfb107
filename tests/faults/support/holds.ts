import type { RowLock } from "./books";
import type { FaultProxy, HeldReply } from "./fault-proxy";
import type { FaultStack } from "./fault-stack";
import type { Sale } from "./sale";

/** The commit waits for its number: everything before the entry has been written. */
export function lockNumbers({ books, partner }: FaultStack): Promise<RowLock> {
  return books.lock(
    `SELECT sequence_id FROM sequences WHERE sequence_name = 'journal_entry'
      AND partner_id = (SELECT partner_id FROM partners WHERE public_id = ?)`,
    [partner],
  );
}

/** The next transaction that wrote to this table is committed, and whoever asked does not hear it. */
export function holdCommitReply(proxy: FaultProxy, table: string): HeldReply {
  return holdCommitReplyOf(proxy, new RegExp(`insert into \`${table}\``));
}

/** The same for a transaction with a statement that matches. */
export function holdCommitReplyOf(proxy: FaultProxy, statement: RegExp): HeldReply {
  return proxy.holdReply(({ request, conversation }) => {
    if (!/^commit$/i.test(statementOf(request))) return false;
    const begin = Math.max(...beginnings.map((each) => conversation.lastIndexOf(each)));
    // The beginning of one that wrote very much is forgotten; its end is there.
    return statement.test(conversation.slice(Math.max(0, begin)));
  });
}

/** The next statement that matches has been executed, and whoever asked does not hear it. */
export function holdStatementReply(proxy: FaultProxy, statement: RegExp): HeldReply {
  return proxy.holdReply(({ request }) => statement.test(statementOf(request)));
}

/** The supplier's answer stands in the log of requests, and the step that wrote it does not go on. */
export function holdAnswerRecorded(proxy: FaultProxy): HeldReply {
  return proxy.holdReply(({ request }) =>
    statementOf(request).startsWith("update `supplier_request_log` set `state` = 'succeeded'"),
  );
}

/** The sale's event has been published and handed to a consumer, and does not arrive there. */
export function holdEventReply({ proxies }: FaultStack, { bookingId }: Sale): HeldReply {
  return proxies.messagingToRedis.holdReply(
    ({ request, reply }) =>
      /xreadgroup/i.test(request.toString("latin1")) &&
      reply.includes("booking.issued") &&
      reply.includes(bookingId),
  );
}

/** The command, and what MySQL 8 has before the text: no query attributes, in one set. */
const queryCommands = ["\u0003", "\u0003\u0000\u0001"];
const beginnings = queryCommands.map((command) => `${command}begin`);
/** Of a packet of MySQL's protocol: its length and its number, then the command. */
const packetHeaderBytes = 4;

function statementOf(packet: Buffer): string {
  const text = packet.toString("latin1", packetHeaderBytes);
  const command = queryCommands.findLast((each) => text.startsWith(each));
  return command === undefined ? "" : text.slice(command.length);
}
