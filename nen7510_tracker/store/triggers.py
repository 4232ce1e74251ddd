"""What makes the record append-only: triggers of the database itself, that plain SQL cannot get around (section 7)."""

from nen7510_tracker.dossier.entry import START

# A head that was thrown away is found again at the end of the entries; one that contradicts them stops the writing,
# so that an end that was cut off stays to be seen.
_END = """coalesce((SELECT {column} FROM heads WHERE dossier = NEW.dossier),
    (SELECT {column} FROM entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1), {empty})"""
_LAST_SEQ = _END.format(column="seq", empty="0")
_LAST_DIGEST = _END.format(column="digest", empty=f"'{START}'")

# The first also refuses INSERT OR REPLACE, which fires no trigger on DELETE: a number that exists is never the next.
SQLITE = (
    f"""CREATE TRIGGER entries_next BEFORE INSERT ON entries
  WHEN NEW.seq <> 1 + {_LAST_SEQ}
  BEGIN SELECT RAISE(ABORT, 'the record is append-only: this is not the next sequence number'); END""",
    f"""CREATE TRIGGER entries_link BEFORE INSERT ON entries
  WHEN NEW.previous <> {_LAST_DIGEST}
  BEGIN SELECT RAISE(ABORT, 'the record is a chain: this is not the digest of the entry before'); END""",
    """CREATE TRIGGER entries_head AFTER INSERT ON entries BEGIN
  INSERT INTO heads (dossier, seq, digest) VALUES (NEW.dossier, NEW.seq, NEW.digest)
  ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, digest = excluded.digest; END""",
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'the record is append-only: UPDATE is refused'); END""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'the record is append-only: DELETE is refused'); END""",
)
