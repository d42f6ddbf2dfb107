-- What a person may do about an operation that needs attention, as its workflow says.
ALTER TABLE operations
  ADD COLUMN attention_actions VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'separated by commas' AFTER attention_text;
