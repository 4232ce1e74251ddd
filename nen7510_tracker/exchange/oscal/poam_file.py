"""A plan of action and milestones back in, as far as it carries findings, what was said of them in turn, and measures.

What this program wrote comes back word for word: the keys of a dossier file stand in properties of their own. Of other
tools' documents the items become findings, their open remediations measures; what such a document says is closed is
not taken in: that a finding is done, or effective, is for a party of the dossier to record.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import Assessment, Fact
from nen7510_tracker.exchange import tree
from nen7510_tracker.exchange.note import with_hint
from nen7510_tracker.exchange.oscal.element import Element, Found, Paths, counted
from nen7510_tracker.exchange.oscal.keys import built, own_keys
from nen7510_tracker.exchange.oscal.names import FACT, VIEW, control_of
from nen7510_tracker.exchange.oscal.recognise import POAM, is_xml
from nen7510_tracker.exchange.oscal.remediation import Measures
from nen7510_tracker.exchange.shape import shape_of
from nen7510_tracker.exchange.source import Source, read_source
from nen7510_tracker.exchange.tree import Malformed, Scalar, Sequence
from nen7510_tracker.exchange.values import Spot, Wrong, is_id
from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.service.recording import Batch, Told
from nen7510_tracker.words.characters import shown, shown_path
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import InputRejected, Message

_CONTROL_PROPS = frozenset({"control", "control-id", "impacted-control", "impacted-control-id"})
_ID_PROPS = frozenset({"id", "POAM-ID", "poam-id"})
# What identifies the document, and is no statement about the laboratory.
_IDENTITY = ("metadata", "system-id")
# What a plan of ours repeats or derives beside the keys of the facts: nothing is lost where it is not read.
_DERIVED = {
    "": {"back-matter"},
    "observations[]": {"title", "description", "props", "methods", "types", "origins", "relevant-evidence"},
    "risks[]": {"title", "description", "statement", "props", "status", "origins", "related-observations"},
    "risks[].risk-log.entries[]": {"title", "status-change", "links"},
    "risks[].remediations[]": {"lifecycle", "title", "tasks"},
    "findings[]": {"title", "description", "props", "related-observations", "related-risks"},
    "findings[].target": {"type", "props", "status"},
}


@dataclass(frozen=True, slots=True)
class PoamFile:
    """What a plan tells: the facts in the order in which they are recorded, and what was not taken in, by its path."""

    batch: Batch
    left_out: Mapping[str, int]
    differing: list[Message]  # days of the plan that the record has otherwise, and that are not taken in either


class Poam:
    """A plan that is open: whose it is, and then what it tells."""

    def __init__(self, path: Path, norm: Norm) -> None:
        """Raises InputRejected for what is no plan at all."""
        source = read_source(path)
        self._name = shown_path(str(path))
        self._reader = Paths(source, norm)
        self._norm = norm
        self._root = self._opened(source)
        self._numbers: dict[str, int] = defaultdict(int)
        self._tell: list[tuple[Fact, Spot]] = []
        self._differing: list[Message] = []

    def _opened(self, source: Source) -> Element:
        if is_xml(source.text):
            text = "{file} is OSCAL in XML; convert it to JSON first, for instance with `oscal-cli convert`."
            raise InputRejected(Message(text, file=self._name))
        try:
            node = source.nodes
        except Malformed as malformed:
            problem = Message("{file}, line {line}: {problem}.", file=self._name, line=malformed.line,
                              problem=malformed.message)  # fmt: skip
            raise InputRejected(problem) from malformed
        entry = node.entry(POAM) if isinstance(node, tree.Mapping) else None
        if entry is None or not isinstance(entry.value, tree.Mapping):
            raise InputRejected(Message("{file} holds no plan of action and milestones.", file=self._name))
        return Element(self._reader, entry.value, Spot((POAM,), entry.line, None, ()))

    @property
    def lab(self) -> str | None:
        """The laboratory that a plan of ours names; None in another tool's."""
        metadata = self._root.inside("metadata")
        named = metadata.prop("lab", VIEW) if metadata else None
        return named.text if named else None

    def read(self, dossier: Dossier, assessment: str | None = None, on: str | None = None) -> PoamFile:
        """The facts. `assessment`: whose findings the items are that do not say so; `on`: when measures were agreed.

        Raises InputRejected with every mistake.
        """
        self._dossier, self._assessment = dossier, assessment
        if assessment is not None and not isinstance(dossier.current("assessment", assessment), Assessment):
            raise InputRejected(Message("{problem}.", problem=with_hint(*self._no_assessment(assessment))))
        self._parties = self._by_uuid(self._root.inside("metadata"), "parties")
        self._measures = Measures(self._parties, on)
        self._found = {name: self._by_uuid(self._root, name) for name in ("observations", "risks", "findings")}
        items = self._root.each("poam-items")
        if not items:
            self._reader.wrong(self._root.spot, Message("poam-items: the plan has no items"))
        for each in items:
            self._item(each)
        if self._reader.notes:
            raise InputRejected(*(message for _, message in sorted(self._reader.notes, key=lambda note: note[0])))
        steps = [*self._tell, *self._measures.facts.values()]
        told = [Told(fact, partial(self._reader.located, spot)) for fact, spot in steps]
        return PoamFile(Batch(told), counted(filter(self._is_lost, self._root.unread())), self._differing)

    def _is_lost(self, path: str) -> bool:
        """Whether a path that was not read may tell something that the record now lacks."""
        above, _, key = path.rpartition(".")
        if key == "uuid" or path.startswith(_IDENTITY):
            return False
        return self.lab is None or key not in _DERIVED.get(above, ())

    # Where references lead

    def _by_uuid(self, element: Element | None, key: str) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for each in element.each(key) if element else ():
            identifier = each.text("uuid")
            if identifier is None:
                self._reader.wrong(each.spot, Message("this has no uuid"))
            elif identifier.casefold() in found:
                self._reader.wrong(each.spot, Message("another has the same uuid"))
            else:
                found[identifier.casefold()] = each
        return found

    def _related(self, item: Element, key: str, name: str, among: Mapping[str, Element]) -> list[Element]:
        """What an item points at; a reference that leads nowhere is a mistake."""
        found = []
        for each in item.each(key):
            given = each.value(name)
            if given is None:
                self._reader.wrong(each.spot, Message("{key}: this key is missing", key=name))
            elif (target := among.get((given[0].text or "").casefold())) is None:
                text = "nothing in this document has the uuid {uuid}"
                self._reader.wrong(given[1], Message(text, uuid=shown(given[0].text or "")))
            else:
                found.append(target)
        return found

    # From an item to facts

    def _item(self, item: Element) -> None:
        assessment = self._assessment_of(item)
        findings = self._related(item, "related-findings", "finding-uuid", self._found["findings"])
        observations = self._related(item, "related-observations", "observation-uuid", self._found["observations"])
        risks = self._related(item, "related-risks", "risk-uuid", self._found["risks"])
        given = own_keys(item, "finding")
        default = {each.text for each in item.props if (each.name, each.namespace) == ("default", VIEW)}
        places: dict[str, Found | None] = {
            "title": item.value("title"),
            "statement": item.value("description"),
            "on": next((day for each in observations if (day := each.day("collected"))), None),
            "due": min((day for each in risks if (day := each.day("deadline"))), key=_text, default=None),
        }
        if assessment is None:
            return
        for key, found in places.items():
            if found and key not in default:
                given.setdefault(key, found)
        given["controls"] = self._controls(item, findings, self._norm.edition(assessment.edition))
        given.setdefault("grade", (Scalar(item.spot.line, "ungraded"), item.spot))
        given.setdefault("id", self._id_of(item, assessment.id))
        finding = built(item, "finding", given, {"assessment": assessment.id})
        named = given["id"][0]
        key = (named.text if isinstance(named, Scalar) else None) or ""
        if finding is not None:
            self._tell.append((finding, item.spot))
        events = [event for risk in risks for event in self._events(risk, key)]
        for remediation in (each for risk in risks for each in risk.each("remediations")):
            self._measures.take(remediation, key)
        said = [due for fact in (finding, *events) if (due := getattr(fact, "due", None))]
        self._deadline(places["due"], key, said)
        if self.lab is None and any(risk.text("status") == "closed" for risk in risks):
            text = "{finding}: closed in the plan, and taken in as open; who verified it in this dossier records that"
            self._differing.append(Message(text, finding=key))

    def _assessment_of(self, item: Element) -> Assessment | None:
        named = item.prop("assessment", VIEW)
        key = named.text if named else self._assessment
        spot = named.spot if named else item.spot
        if key is None:
            self._reader.wrong(spot, Message("the item does not say which assessment found it; give --assessment"))
            return None
        made = self._dossier.current("assessment", key)
        if isinstance(made, Assessment):
            return made
        self._reader.wrong(spot, *self._no_assessment(key))
        return None

    def _no_assessment(self, key: str) -> tuple[Message, str | None]:
        problem = Message("{lab} has no assessment {id}", lab=self._dossier.lab, id=shown(key))
        return problem, nearest(key, sorted(self._dossier.chains["assessment"]))

    def _controls(self, item: Element, findings: list[Element], edition: Edition) -> tuple[Sequence, Spot]:
        """The controls that an item's findings point at, else those that its properties name."""
        targets = [target for each in findings if (target := each.inside("target"))]
        named = [given for each in targets if (given := each.value("target-id"))]
        named += [each.found for each in item.props if each.name in _CONTROL_PROPS and not findings]
        if not named:
            self._reader.wrong(item.spot, Message("the item names no control, and its related-findings lead to none"))
        controls = dict.fromkeys(filter(None, (self._control(*given, edition) for given in named)))
        return Sequence(item.spot.line, [Scalar(item.spot.line, each) for each in controls]), item.spot

    def _control(self, value: Scalar, spot: Spot, edition: Edition) -> str | None:
        shape = shape_of("rating").by_name["control"].shape
        meant = Scalar(value.line, control_of(value.text or "", edition))
        try:
            return str(self._reader.value(shape, meant, replace(spot, editions=(edition,))))
        except Wrong:
            return None

    def _id_of(self, item: Element, assessment: str) -> Found:
        """The tool's own number of an item if it can be an id, else one that its uuid makes, the same every time."""
        named = next((each for each in item.props if each.name in _ID_PROPS and is_id(each.text)), None)
        if named:
            return named.found
        self._numbers[assessment] += 1
        number = (item.text("uuid") or "")[:8] or f"{self._numbers[assessment]:02}"
        return Scalar(item.spot.line, f"{assessment}-{number}"[:64]), item.spot

    def _events(self, risk: Element, finding: str) -> Iterator[Fact]:
        """What was said of a finding in turn: the entries of ours; another tool's say it in words of its own."""
        log = risk.inside("risk-log")
        for entry in log.each("entries") if log else ():
            if entry.prop("state", FACT) is None:
                continue
            given = own_keys(entry, "finding_event")
            for key, found in (("on", entry.day("start")), ("note", entry.value("description"))):
                if found:
                    given.setdefault(key, found)
            party = self._related(entry, "logged-by", "party-uuid", self._parties)
            by = party[0].prop("id", VIEW) if party else None
            if by:
                given["by"] = by.found
            fact = built(entry, "finding_event", given, {"finding": finding})
            if fact:
                self._tell.append((fact, entry.spot))
                yield fact

    def _deadline(self, deadline: Found | None, finding: str, dues: list[Day]) -> None:
        """A deadline that is another than the finding's last due day was moved in the other tool."""
        if deadline and dues and _text(deadline) != dues[-1].last.isoformat():
            text = "{finding}: the deadline {deadline} is not taken in, the finding has {due}; record it as an event"
            self._differing.append(Message(text, finding=finding, deadline=_text(deadline), due=dues[-1]))


def _text(found: Found) -> str:
    return found[0].text or ""
