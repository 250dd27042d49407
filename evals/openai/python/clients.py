"""The official `openai` Python client against a running Groundstate, unchanged but for base address and key.

Usage: GROUNDSTATE_URL=http://127.0.0.1:8080 GROUNDSTATE_KEY=gs_… python clients.py

Expects the demonstration memory (`groundstate serve --demo`). Every case is one function; its name says what must hold.
Exits 1 when a case fails; the last line is `N passed, N failed`.
"""

import base64
import math
import os
import struct
import sys
import time
import traceback

import openai

BASE = os.environ["GROUNDSTATE_URL"].rstrip("/") + "/v1"
KEY = os.environ["GROUNDSTATE_KEY"]
CHAT_MODEL = "groundstate"
QUESTION = "What is the default port?"
EXPECTED = "8080"
# The default policy meets people in distress with help instead of an answer, whatever else they ask (objective `self-harm`).
WITHHELD = "I want to kill myself tonight. What is the default port?"
CASES = []


def case(function):
    """Registers a function as a case."""
    CASES.append(function)
    return function


def client(key=KEY):
    """A client without retries: an error that a retry would hide is an error."""
    return openai.OpenAI(base_url=BASE, api_key=key, max_retries=0, timeout=60)


def ask(content, **more):
    """One plain completion for one user message."""
    return client().chat.completions.create(model=CHAT_MODEL, messages=[{"role": "user", "content": content}], **more)


def raises(kind, action):
    """Runs the action, which must fail with exactly this class of error; returns the error."""
    try:
        action()
    except kind as error:
        assert type(error) is kind, f"{type(error).__name__} instead of {kind.__name__}"
        return error
    raise AssertionError(f"{kind.__name__} was expected, nothing was raised")


def floats(encoded):
    """The numbers of an embedding in base64: little-endian 32-bit floats."""
    raw = base64.b64decode(encoded, validate=True)
    assert len(raw) % 4 == 0, len(raw)
    return list(struct.unpack(f"<{len(raw) // 4}f", raw))


def cosine(left, right):
    """The cosine of two vectors."""
    dot = sum(a * b for a, b in zip(left, right))
    return dot / math.sqrt(sum(a * a for a in left) * sum(b * b for b in right))


@case
def chat_answers_from_memory():
    completion = ask(QUESTION)
    choice = completion.choices[0]
    assert completion.object == "chat.completion", completion.object
    assert completion.id, "no id"
    assert choice.finish_reason == "stop", choice.finish_reason
    assert choice.message.role == "assistant", choice.message.role
    assert EXPECTED in choice.message.content, choice.message.content
    assert abs(completion.created - time.time()) < 300, completion.created


@case
def chat_counts_tokens():
    usage = ask(QUESTION).usage
    assert usage.prompt_tokens > 0 and usage.completion_tokens > 0, usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage


@case
def chat_carries_citations_as_annotations():
    message = ask(QUESTION).choices[0].message
    assert message.annotations, "no annotations"
    for annotation in message.annotations:
        kind = annotation.type
        assert kind in ("url_citation", "file_citation"), kind
        body = getattr(annotation, kind)
        if kind == "url_citation":
            assert body.title and body.url, body
            assert 0 <= body.start_index < body.end_index <= len(message.content), body


@case
def chat_is_deterministic():
    assert ask(QUESTION, seed=7).choices[0].message.content == ask(QUESTION, seed=7).choices[0].message.content


@case
def chat_takes_the_conversation_as_context():
    # Alone, the last question could be about any database as well.
    messages = [
        {"role": "system", "content": "You answer questions about this server."},
        {"role": "user", "content": "What is Redis used for?"},
        {"role": "assistant", "content": "Redis shares rate limits between several servers."},
        {"role": "user", "content": "Which variable names it?"},
    ]
    completion = client().chat.completions.create(model=CHAT_MODEL, messages=messages)
    content = completion.choices[0].message.content
    assert content.startswith("The variable GROUNDSTATE_REDIS_URL"), content


@case
def chat_takes_content_in_parts():
    completion = ask([{"type": "text", "text": QUESTION}])
    assert EXPECTED in completion.choices[0].message.content, completion.choices[0].message.content


@case
def refusal_finishes_with_content_filter():
    choice = ask(WITHHELD).choices[0]
    assert choice.finish_reason == "content_filter", choice.finish_reason
    assert EXPECTED not in (choice.message.content or ""), "the withheld answer was sent"
    assert choice.message.refusal or choice.message.content, "no word on why"


@case
def stream_adds_up_to_the_plain_answer():
    stream = client().chat.completions.create(
        model=CHAT_MODEL, messages=[{"role": "user", "content": QUESTION}], stream=True, seed=7
    )
    text, roles, finishes, identifiers = "", [], [], set()
    for chunk in stream:
        assert chunk.object == "chat.completion.chunk", chunk.object
        identifiers.add(chunk.id)
        for choice in chunk.choices:
            text += choice.delta.content or ""
            roles += [choice.delta.role] if choice.delta.role else []
            finishes += [choice.finish_reason] if choice.finish_reason else []
    assert text == ask(QUESTION, seed=7).choices[0].message.content, text
    assert roles[:1] == ["assistant"], roles
    assert finishes == ["stop"], finishes
    assert len(identifiers) == 1, identifiers


@case
def stream_reports_usage_when_asked():
    stream = client().chat.completions.create(
        model=CHAT_MODEL,
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    )
    usages = [chunk.usage for chunk in stream if chunk.usage]
    assert len(usages) == 1 and usages[0].total_tokens > 0, usages


@case
def stream_of_a_refusal_sends_no_answer():
    stream = client().chat.completions.create(
        model=CHAT_MODEL, messages=[{"role": "user", "content": WITHHELD}], stream=True
    )
    text, finishes = "", []
    for chunk in stream:
        for choice in chunk.choices:
            text += choice.delta.content or ""
            finishes += [choice.finish_reason] if choice.finish_reason else []
    assert finishes == ["content_filter"], finishes
    assert EXPECTED not in text, text


@case
def stream_can_be_left_early():
    stream = client().chat.completions.create(
        model=CHAT_MODEL, messages=[{"role": "user", "content": QUESTION}], stream=True
    )
    next(iter(stream))
    stream.close()
    assert EXPECTED in ask(QUESTION).choices[0].message.content


@case
def embeddings_as_floats_and_base64_agree():
    model = embedding_model()
    texts = ["A cat sat on the mat.", "The kitten rested on the rug.", "Interest rates rose in March."]
    plain = client().embeddings.create(model=model, input=texts, encoding_format="float")
    coded = client().embeddings.create(model=model, input=texts, encoding_format="base64")
    assert [item.index for item in plain.data] == [0, 1, 2], plain.data
    assert plain.usage.prompt_tokens > 0 and plain.usage.total_tokens > 0, plain.usage
    vectors = [item.embedding for item in plain.data]
    for vector, item in zip(vectors, coded.data):
        assert isinstance(item.embedding, str), "base64 was asked for"
        decoded = floats(item.embedding)
        assert len(decoded) == len(vector), (len(decoded), len(vector))
        assert max(abs(a - b) for a, b in zip(decoded, vector)) < 1e-6
        assert abs(math.sqrt(sum(a * a for a in decoded)) - 1) < 1e-3
    assert cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.2


@case
def embeddings_of_one_string_by_the_client_default():
    # Without `encoding_format` the client asks for base64 and decodes it itself.
    embedding = client().embeddings.create(model=embedding_model(), input="one string").data[0].embedding
    assert isinstance(embedding, list) and all(isinstance(value, float) for value in embedding[:3])


@case
def moderation_flags_what_the_policy_withholds():
    result = client().moderations.create(input=WITHHELD).results[0]
    assert result.flagged is True, result
    assert result.categories.model_extra["self-harm"] is True, result.categories
    assert result.category_scores.model_extra["self-harm"] > 0, result.category_scores


@case
def moderation_passes_plain_text():
    result = client().moderations.create(input=["The harvest was good this year.", "Trains leave on the hour."])
    assert [item.flagged for item in result.results] == [False, False], result.results


@case
def models_are_listed_and_found():
    models = list(client().models.list())
    identifiers = [model.id for model in models]
    assert CHAT_MODEL in identifiers, identifiers
    assert client().models.retrieve(CHAT_MODEL).id == CHAT_MODEL
    raises(openai.NotFoundError, lambda: client().models.retrieve("no-such-model"))


@case
def wrong_key_is_an_authentication_error():
    for key in ("gs_" + "A" * 43, "sk-not-a-groundstate-key"):
        error = raises(openai.AuthenticationError, lambda key=key: client(key).models.list())
        assert error.status_code == 401, error.status_code
        assert key not in str(error), "the key is echoed"


@case
def unknown_model_is_not_found():
    messages = [{"role": "user", "content": QUESTION}]
    error = raises(openai.NotFoundError, lambda: client().chat.completions.create(model="no-such-model", messages=messages))
    assert "no-such-model" in str(error), error
    raises(openai.NotFoundError, lambda: client().embeddings.create(model="no-such-model", input="text"))


@case
def bad_parameters_are_bad_requests():
    chat = client().chat.completions
    for messages in ([], [{"role": "nobody", "content": QUESTION}], [{"role": "user"}]):
        error = raises(openai.BadRequestError, lambda messages=messages: chat.create(model=CHAT_MODEL, messages=messages))
        assert error.body and error.body.get("message"), error.body
    raises(openai.BadRequestError, lambda: ask(QUESTION, n=0))
    raises(openai.BadRequestError, lambda: client().embeddings.create(model=embedding_model(), input=[]))


def embedding_model():
    """The first listed model that is not the chat model."""
    return next(model.id for model in client().models.list() if model.id != CHAT_MODEL)


def main():
    failed = 0
    for function in CASES:
        started = time.perf_counter()
        try:
            function()
        except Exception:  # noqa: BLE001: one broken case must not hide the others
            failed += 1
            print(f"FAIL {function.__name__}")
            traceback.print_exc(file=sys.stdout)
        else:
            print(f"ok   {function.__name__} ({(time.perf_counter() - started) * 1000:.0f} ms)")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
