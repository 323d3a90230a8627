"""What arguments mean that are the same for many fields."""

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

MEANINGS = {
    "after": "Show what comes after this cursor.",
    "before": "Show what comes before this cursor.",
    "code": "The key people use, such as EMP-014.",
    "description": "What the files are.",
    "fileId": "The file.",
    "files": "The files, each as a part of the multipart request.",
    "filter": "Which rows to show; all of them unless given.",
    "first": "How many rows to show from the start; 20 unless given, 100 at most.",
    "id": "The object's global id.",
    "ids": "The objects' global ids, 100 at most.",
    "input": "What is to be done.",
    "last": "How many rows to show from the end; 100 at most.",
    "orderBy": "What to order by; the first counts most, the id breaks ties.",
    "password": "The password; it may be a temporary one.",
    "refreshToken": "The refresh token.",
    "search": "Words to look for, without regard to case; each must be found.",
    "taskId": "The task.",
    "token": "The access token.",
    "username": "The username or the work mail.",
}


def describe(schema: GraphQLSchema) -> None:
    """Describe every argument; raise KeyError for one whose meaning is not known here."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                for name, argument in field.args.items():
                    argument.description = MEANINGS[name]
