/** Polls: which messages show one, and the chats with votes that their author has not seen. */
export const sql = `
ALTER TABLE messages ADD COLUMN poll_id INTEGER;
CREATE INDEX messages_by_poll ON messages (poll_id) WHERE poll_id IS NOT NULL;

ALTER TABLE dialogs ADD COLUMN unread_poll_votes INTEGER NOT NULL DEFAULT 0;
`;
