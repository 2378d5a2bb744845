"""The brand's kinds of products and how fans call them, from ``products.yaml``.

What a fan wants to see in a shop is looked up in it; nothing of it is known to the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from bot.content.calendar import Names
from bot.content.hours import NamesTable
from intents.schema import Text
from intents.slots.said import comparable
from intents.strict import Document, Strict, load_document
from intents.types import Problem


class ProductTable(Strict):
    """One kind of product: its name, the words for it, and words that only look like one."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: NamesTable
    words: list[Text] = Field(min_length=1)
    except_: list[Text] = Field(default_factory=list, alias="except")


class ProductsFile(Strict):
    """``products.yaml`` as written."""

    products: list[ProductTable]


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of product with all words for it; ``others`` hold one of them and mean none."""

    id: str
    name: Names
    words: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ProductBook:
    """All kinds in the order of the file. Two books are never equal, so each has one index."""

    products: tuple[Product, ...] = ()

    def find(self, product_id: str) -> Product | None:
        """The kind of that id, or nothing."""
        return next((product for product in self.products if product.id == product_id), None)

    def named(self) -> Iterator[tuple[str, str]]:
        """Each word with the id it stands for; words that only look like a product with ""."""
        for product in self.products:
            yield from ((word, product.id) for word in product.words)
            yield from ((other, "") for other in product.others)


NO_PRODUCTS = ProductBook()
"""A brand that names none."""


def load_products(
    folder: Path, synonyms: Mapping[str, str] | None = None
) -> tuple[ProductBook, tuple[Problem, ...]]:
    """The kinds of products and every fault; a missing file means none, no problem.

    ``synonyms`` (variant -> word) of the book count as words as well.
    """
    path = folder / "products.yaml"
    if not path.is_file():
        return NO_PRODUCTS, ()
    document = load_document(path, ProductsFile, name=path.as_posix())
    if document.value is None:
        return NO_PRODUCTS, document.problems
    problems = _check(document, document.value)
    if problems:
        return NO_PRODUCTS, problems
    variants: dict[str, list[str]] = {}
    for variant, word in (synonyms or {}).items():
        variants.setdefault(word, []).append(variant)
    return ProductBook(tuple(_build(table, variants) for table in document.value.products)), ()


def _check(document: Document[ProductsFile], file: ProductsFile) -> tuple[Problem, ...]:
    found: list[Problem] = []
    ids: dict[str, int] = {}
    words: dict[str, str] = {}
    for at, table in enumerate(file.products):
        if table.id in ids:
            line, _ = document.position("products", ids[table.id], "id")
            message = f"the id `{table.id}` is taken by the product in line {line}"
            found.append(
                document.problem(message, "give each an id of its own", "products", at, "id")
            )
        ids.setdefault(table.id, at)
        for key, listed in (("words", table.words), ("except", table.except_)):
            for place, word in enumerate(listed):
                meaning = table.id if key == "words" else "except"
                fault = _word_fault(word, words.setdefault(comparable(word), meaning), meaning)
                if fault:
                    found.append(document.problem(*fault, "products", at, key, place))
    return tuple(sorted(found))


def _word_fault(word: str, former: str, meaning: str) -> tuple[str, str] | None:
    if not comparable(word):
        return f"`{word}` is no word", "write letters or characters"
    if former != meaning:
        return f"`{word}` stands under `{former}` already", "keep it in one of the two"
    return None


def _build(table: ProductTable, variants: Mapping[str, Sequence[str]]) -> Product:
    name = table.name.value()
    called = dict.fromkeys((*table.words, *filter(None, (name.zh, name.en, name.hant))))
    called |= dict.fromkeys(variant for word in called for variant in variants.get(word, ()))
    return Product(table.id, name, tuple(called), tuple(table.except_))
