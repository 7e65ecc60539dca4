"""Text in pictures: lines where they stand, and pages in which words and parts of words are found."""

TEXT = """
-- A line of text in a content. `corners`: x and y of four corners in shares of the upright picture, from the
-- first letter's top on, clockwise as it is read, as float32.
CREATE TABLE text_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    confidence REAL NOT NULL,
    corners BLOB NOT NULL
) STRICT;
CREATE INDEX text_lines_content ON text_lines (content_id);

-- All that a content says, in plain letters: word by word, and run together.
CREATE TABLE text_pages (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    joined TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE text_words USING fts5 (
    words, content = 'text_pages', content_rowid = 'content_id', tokenize = 'unicode61', prefix = '3'
);
CREATE VIRTUAL TABLE text_parts USING fts5 (
    joined, content = 'text_pages', content_rowid = 'content_id', tokenize = 'trigram'
);
CREATE VIRTUAL TABLE text_vocabulary USING fts5vocab (text_words, row);
CREATE TRIGGER text_pages_put AFTER INSERT ON text_pages BEGIN
    INSERT INTO text_words (rowid, words) VALUES (new.content_id, new.words);
    INSERT INTO text_parts (rowid, joined) VALUES (new.content_id, new.joined);
END;
CREATE TRIGGER text_pages_gone AFTER DELETE ON text_pages BEGIN
    INSERT INTO text_words (text_words, rowid, words) VALUES ('delete', old.content_id, old.words);
    INSERT INTO text_parts (text_parts, rowid, joined) VALUES ('delete', old.content_id, old.joined);
END;

INSERT INTO step_tables (name, step, lasting) VALUES ('text_lines', 'text', 1), ('text_pages', 'text', 1);
"""
