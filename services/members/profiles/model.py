"""What keeps a part of a profile from being saved."""

from shared.chassis.problems import Problem


class ConsentMissing(Problem):
    """This is kept only with the person's own consent, which has not been given."""

    slug = "members/consent-missing"
    status = 409

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
