"""Made-up documents with true-to-form facts, for filling a memory to any size without anyone's data.

Each document describes one invented installation in sentences that stand alone, none of which occurs twice; each comes with
questions whose answer is in exactly one sentence. The same seed gives the same documents.
"""

import random
from dataclasses import dataclass, field

STARTS = "Ar Bel Cor Dun Es Fen Gar Hol Is Jor Kel Lor Mar Nor Ol Pen Quar Ros Sel Tor Ul Ver Wen Yar Zel".split()
MIDDLES = "a e i o u an en in or ur al el il am em".split()
ENDS = "by dale fell ford gate ham holm keld ley mere mouth ness stead stow thorpe wick".split()
GIVEN = "Ada Bruno Clara Dario Edda Finn Greta Hugo Ines Jonas Kira Leo Mira Nils Oda Pavel Rosa Sven Tilda Viktor".split()
FAMILY = "Abend Brandt Castel Dorn Ekholm Falk Gruber Hartl Ivers Jansen Kestrel Lind Moreau Novak Ostrow Pohl Reyes Sander Thal Weiss".split()
KINDS = "pumping station;lighthouse;signal box;water tower;weather station;observatory;ferry landing;grain store;lock;substation".split(";")
MATERIALS = "red brick;grey granite;larch timber;cast iron;limestone;reinforced concrete;slate;riveted steel".split(";")
BIRDS = "swifts;barn owls;herons;kestrels;starlings;oystercatchers;jackdaws;terns".split(";")
WEEKDAYS = "Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday".split(";")

# Sentence, and the question that it answers; {name} is the installation, the rest is drawn.
FACTS = [
    ("{name} was built in {year} under the engineer {person}.", "Who was the engineer of {name}?", "{person}"),
    ("The walls of {name} are made of {material}.", "What are the walls of {name} made of?", "{material}"),
    ("{name} stands {metres} metres above the level of the sea.", "How high above the sea is {name}?", "{metres}"),
    ("In an ordinary year {name} uses {number} kilowatt hours of electricity.", "How much electricity does {name} use in a year?", "{number}"),
    ("The keeper of {name} since {year} is {person}.", "Who is the keeper of {name}?", "{person}"),
    ("Visitors may enter {name} on the first {weekday} of each month.", "On which day may visitors enter {name}?", "{weekday}"),
    ("The flood of {year} reached the {count}th step of {name}.", "Which year did the flood reach the steps of {name}?", "{year}"),
    ("A colony of {birds} nests under the roof of {name}.", "Which birds nest under the roof of {name}?", "{birds}"),
    ("The spare parts of {name} are kept in {place}.", "Where are the spare parts of {name} kept?", "{place}"),
    ("The alarm of {name} rings after {count} minutes without a sign of its keeper.", "After how many minutes does the alarm of {name} ring?", "{count}"),
    ("The bell of {name} weighs {number} kilograms.", "How heavy is the bell of {name}?", "{number}"),
    ("The road from {name} to {place} is closed above a wind of {metres} kilometres an hour.", "Above which wind is the road from {name} closed?", "{metres}"),
    ("{person} painted the door of {name} in {year} for the first royal visit.", "Who painted the door of {name}?", "{person}"),
    ("The cellar of {name} holds {number} litres of drinking water.", "How much drinking water does the cellar of {name} hold?", "{number}"),
    ("The oldest drawing of {name} hangs in the town hall of {place}.", "Where does the oldest drawing of {name} hang?", "{place}"),
    ("The insurance of {name} was renewed in {year} by {person}.", "Who renewed the insurance of {name}?", "{person}"),
]


@dataclass
class Document:
    """One generated document; `questions` are pairs of question and the string its answer must contain."""

    title: str
    text: str
    statements: int
    questions: list = field(default_factory=list)


def place(rng):
    """The name of an invented place."""
    return rng.choice(STARTS) + rng.choice(MIDDLES) + rng.choice(ENDS)


def draw(rng):
    """One value for each slot of a fact."""
    return {
        "year": rng.randint(1790, 2019),
        "person": f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}",
        "material": rng.choice(MATERIALS),
        "metres": rng.randint(12, 980),
        "number": rng.randint(1000, 99999),
        "weekday": rng.choice(WEEKDAYS),
        "count": rng.randint(4, 60),
        "birds": rng.choice(BIRDS),
        "place": place(rng),
    }


def document(rng, name, sections=4):
    """A document of `sections` parts of the installation, each with every fact once."""
    title = name[0].upper() + name[1:]
    lines, questions, count = [title], [], 0
    for section in range(sections):
        whole = name if section == 0 else f"the {('north', 'east', 'west', 'south', 'upper')[section % 5]} annex of {name}"
        sentences = []
        for sentence, question, answer in rng.sample(FACTS, len(FACTS)):
            values = draw(rng)
            text = sentence.format(name=whole, **values)
            sentences.append(text[0].upper() + text[1:])
            questions.append((question.format(name=whole, **values), answer.format(name=whole, **values)))
        count += len(sentences)
        half = len(sentences) // 2
        lines += [" ".join(sentences[:half]), " ".join(sentences[half:])]
    return Document(title, "\n\n".join(lines), count, questions)


def documents(statements, seed=1):
    """Documents that hold at least `statements` sentences together."""
    rng = random.Random(seed)
    made, total, taken = [], 0, set()
    while total < statements:
        name = f"the {rng.choice(KINDS)} of {place(rng)}"
        if name in taken:
            continue
        taken.add(name)
        made.append(document(rng, name))
        total += made[-1].statements
    return made
