"""Two small teams with other names and other skills than the shipped scenarios, so that no wording is tied
to those.
"""

from __future__ import annotations

from comuros.core.geometry import Pose
from comuros.core.literal import Atom, parse_literal
from comuros.core.place import ObjectKind, Place, WorldObject
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.scenario import Scenario
from comuros.core.skill import DurationModel, Parameter, SkillModel

HERE = Pose(0.0, 0.0)
SIZE = (0.2, 0.2, 0.2)


def hospital() -> Scenario:
    """Porters carry, a disinfector disinfects, an aerial scout scans; a bed needs two porters."""
    kinds = {
        "sample": ObjectKind("sample", 0.1, SIZE, synonyms=("specimen",)),
        "box": ObjectKind("box", 2.0, SIZE, synonyms=("carton",), is_surface=True),
        "bed": ObjectKind("bed", 80.0, (2.0, 1.0, 1.0), carriers=2),
        "gown": ObjectKind("gown", 0.3, SIZE),
    }
    porter = RobotType("porter", Locomotion.DIFFERENTIAL, 0.4, (), ("travel_to", "grab", "release", "wait"))
    misty = RobotType("disinfector", Locomotion.DIFFERENTIAL, 0.4, (), ("travel_to", "disinfect", "wait"))
    scout = RobotType("scout", Locomotion.FLYING, 0.2, (), ("travel_to", "scan", "wait"), ("quadcopter",))
    return Scenario(
        name="hospital",
        title="Hospital",
        world_file="",
        places=_hospital_places(),
        object_kinds=tuple(kinds.values()),
        objects=(
            WorldObject("blood_sample", kinds["sample"], "room_101", ("blood",)),
            WorldObject("urine_sample", kinds["sample"], "room_102"),
            WorldObject("red_box", kinds["box"], "pharmacy"),
            WorldObject("blue_box", kinds["box"], "lab"),
            WorldObject("hospital_bed", kinds["bed"], "room_103"),
            WorldObject("gown_1", kinds["gown"], "room_101"),
            WorldObject("gown_2", kinds["gown"], "room_101"),
            WorldObject("gown_3", kinds["gown"], "room_102"),
        ),
        robots=(
            Robot("porter_1", porter, "garage", synonyms=("anna",)),
            Robot("porter_2", porter, "garage", synonyms=("bert",)),
            Robot("misty", misty, "garage"),
            Robot("hawk", scout, "garage"),
        ),
        predicates=_hospital_predicates(),
        skills=_hospital_skills(),
        methods=(),
    )


def _hospital_places() -> tuple[Place, ...]:
    return (
        Place("room_101", HERE, "room"),
        Place("room_102", HERE, "room"),
        Place("room_103", HERE, "room"),
        Place("lab", HERE, "laboratory", synonyms=("laboratory",)),
        Place("pharmacy", HERE, "counter", synonyms=("drug counter",)),
        Place("laundry_chute", HERE, "return", synonyms=("chute",)),
        Place("ward_door", HERE, "door", synonyms=("door of the ward",)),
        Place("isolation_ward", HERE, "zone"),
        Place("garage", HERE, "charger", synonyms=("parking bay",)),
    )


def _hospital_predicates() -> tuple[Predicate, ...]:
    return (
        Predicate("at", (Sort.ROBOT, Sort.PLACE), functional=True),
        Predicate("on", (Sort.OBJECT, Sort.LOCATION), functional=True),
        Predicate("holding", (Sort.ROBOT, Sort.OBJECT)),
        Predicate("disinfected", (Sort.PLACE,)),
        Predicate("scanned", (Sort.PLACE,)),
        Predicate("open", (Sort.PLACE,)),
    )


def _hospital_skills() -> tuple[SkillModel, ...]:
    return (
        skill("travel_to", {"place": "place"}, (), ("at(?self, ?place)",), travels_to="?place"),
        skill(
            "grab",
            {"thing": "object", "from": "place"},
            ("on(?thing, ?from)", "at(?self, ?from)"),
            ("holding(?self, ?thing)", "!on(?thing, ?from)"),
        ),
        skill(
            "release",
            {"thing": "object", "to": "location"},
            ("holding(?self, ?thing)", "at(?self, ?to)"),
            ("on(?thing, ?to)", "!holding(?self, ?thing)"),
        ),
        skill("disinfect", {"place": "place"}, ("at(?self, ?place)",), ("disinfected(?place)",), ("mop",)),
        skill("scan", {"place": "place"}, ("at(?self, ?place)",), ("scanned(?place)",)),
        skill("open", {"door": "place"}, ("at(?self, ?door)",), ("open(?door)",)),
        skill("wait", {}, (), ()),
    )


def skill(
    name: str,
    parameters: dict[str, str],
    needs: tuple[str, ...],
    makes: tuple[str, ...],
    synonyms: tuple[str, ...] = (),
    travels_to: str = "",
) -> SkillModel:
    """A skill from literals as text."""
    return SkillModel(
        name=name,
        parameters=tuple(Parameter(f"?{key}", Sort(sort)) for key, sort in parameters.items()),
        preconditions=tuple(map(parse_literal, needs)),
        effects=tuple(map(parse_literal, makes)),
        duration=DurationModel(2.0, travels_to),
        synonyms=synonyms,
    )


def greenhouse() -> Scenario:
    """Carts move pots and trays, a sprayer waters beds, a crawler photographs rows. No door opens, nothing
    flies.
    """
    kinds = {
        "pot": ObjectKind("pot", 1.0, SIZE, synonyms=("flower pot",)),
        "tray": ObjectKind("tray", 0.5, SIZE, is_surface=True),
        "tank": ObjectKind("tank", 90.0, SIZE, carriers=3),
    }
    cart = RobotType("cart", Locomotion.DIFFERENTIAL, 0.4, (), ("drive", "load", "put"))
    sprayer = RobotType("sprayer", Locomotion.DIFFERENTIAL, 0.4, (), ("drive", "water"))
    crawler = RobotType("crawler", Locomotion.DIFFERENTIAL, 0.2, (), ("drive", "photograph"))
    return Scenario(
        name="greenhouse",
        title="Greenhouse",
        world_file="",
        places=_greenhouse_places(),
        object_kinds=tuple(kinds.values()),
        objects=(
            WorldObject("rose_pot", kinds["pot"], "bed_1", ("rose",)),
            WorldObject("fern_pot", kinds["pot"], "bed_2", ("fern",)),
            WorldObject("seed_tray", kinds["tray"], "potting_bench"),
            WorldObject("water_tank", kinds["tank"], "row_a"),
        ),
        robots=(
            Robot("cart_1", cart, "potting_bench"),
            Robot("cart_2", cart, "potting_bench"),
            Robot("cart_3", cart, "potting_bench"),
            Robot("sprinkler", sprayer, "potting_bench"),
            Robot("creepy", crawler, "potting_bench"),
        ),
        predicates=_greenhouse_predicates(),
        skills=_greenhouse_skills(),
        methods=(),
        initial_facts=_greenhouse_facts(),
    )


def _greenhouse_places() -> tuple[Place, ...]:
    return (
        *(Place(f"bed_{n}", HERE, "bed") for n in (1, 2, 3)),
        *(Place(f"row_{letter}", HERE, "row") for letter in ("a", "b")),
        Place("potting_bench", HERE, "bench"),
        Place("compost_heap", HERE, "bin", synonyms=("compost",)),
        Place("north_aisle", HERE, "zone"),
    )


def _greenhouse_predicates() -> tuple[Predicate, ...]:
    return (
        Predicate("at", (Sort.ROBOT, Sort.PLACE), functional=True),
        Predicate("located", (Sort.OBJECT, Sort.LOCATION), functional=True),
        Predicate("holding", (Sort.ROBOT, Sort.OBJECT)),
        Predicate("watered", (Sort.PLACE,)),
        Predicate("photographed", (Sort.PLACE,)),
    )


def _greenhouse_skills() -> tuple[SkillModel, ...]:
    return (
        skill("drive", {"place": "place"}, (), ("at(?self, ?place)",), travels_to="?place"),
        skill(
            "load",
            {"item": "object", "from": "place"},
            ("located(?item, ?from)",),
            ("holding(?self, ?item)", "!located(?item, ?from)"),
        ),
        skill(
            "put",
            {"item": "object", "to": "location"},
            ("holding(?self, ?item)",),
            ("located(?item, ?to)", "!holding(?self, ?item)"),
        ),
        skill("water", {"bed": "place"}, (), ("watered(?bed)",), ("irrigate", "sprinkle")),
        skill("photograph", {"row": "place"}, (), ("photographed(?row)",)),
    )


def _greenhouse_facts() -> tuple[Atom, ...]:
    located = (
        ("rose_pot", "bed_1"),
        ("fern_pot", "bed_2"),
        ("seed_tray", "potting_bench"),
        ("water_tank", "row_a"),
    )
    return tuple(parse_literal(f"located({name}, {place})").atom for name, place in located)
