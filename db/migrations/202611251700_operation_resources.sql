-- What an operation is about may be an order of a supplier, which has a longer name than our own ids.
ALTER TABLE operations
  MODIFY resource_public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL;
