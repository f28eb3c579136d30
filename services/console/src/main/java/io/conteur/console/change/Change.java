package io.conteur.console.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a page receives for one record, or for one measurement. Changes with the same key are about
 * the same thing: a later one replaces the one before or, where it says only what is new, adds to
 * it.
 */
public final class Change {
    /** What a change is about; its name in lower case is the {@code kind} that a page reads. */
    public enum Kind {
        PROMPT,
        PART,
        STORY,
        CANCELLATION,
        TRAINING,
        PROGRESS,
        CHECKPOINT,
        TOKENIZER,
        DELETION,
        DEAD_LETTER,
        GAUGE
    }

    private static final JsonMapper JSON = new JsonMapper();

    /** Of a part without its text. */
    private static final int PART_CHARACTERS = 200;

    private final Kind kind;
    private final String key;
    private final String subject;

    /** Of a part, which others are joined to: it takes many times the memory of its text. */
    private final @Nullable ObjectNode tree;

    private @Nullable String json;

    /**
     * @param key of the thing, unique among its kind
     * @param subject that several changes are about: the prompt, the job, or what is deleted
     *     together; else the key
     */
    public Change(Kind kind, String key, String subject, ObjectNode body) {
        this.kind = kind;
        this.key = key;
        this.subject = subject;
        body.put("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        this.tree = kind == Kind.PART ? body : null;
        this.json = kind == Kind.PART ? null : body.toString();
    }

    public Kind kind() {
        return kind;
    }

    public String key() {
        return key;
    }

    public String subject() {
        return subject;
    }

    /** The JSON object, which must not be modified. */
    public ObjectNode body() {
        return tree == null ? parsed(json()) : tree;
    }

    private static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // It was written by this class.
        }
    }

    /** The JSON text that is sent. */
    public synchronized String json() {
        if (json == null) {
            json = body().toString();
        }
        return json;
    }

    /** About what is kept, without writing the JSON text of every part that is joined. */
    int characters() {
        int length =
                kind == Kind.PART
                        ? PART_CHARACTERS + body().path("text").asText().length()
                        : json().length();
        return key.length() + length; // A key may be as long as a record.
    }

    /** Whether it deletes what the other is about, or did so before. */
    public boolean deletes(Change other) {
        return kind == Kind.DELETION
                && (other.kind == Kind.CHECKPOINT
                        || other.kind == Kind.TOKENIZER
                        || other.kind == Kind.DELETION)
                && other.subject.equals(subject);
    }

    /** This change with what an earlier one of the same key says and this does not. */
    public Change after(Change earlier) {
        return switch (kind) {
            case PART -> joined(earlier);
            case PROGRESS -> completed(earlier);
            default -> this;
        };
    }

    /** Parts of a story: the texts one after the other. */
    private Change joined(Change earlier) {
        ObjectNode both = body().deepCopy();
        both.put("text", earlier.body().path("text").asText() + body().path("text").asText());
        both.set("from", earlier.body().path("from"));
        return new Change(kind, key, subject, both);
    }

    /** Two reports of one step: each may have measured something else. */
    private Change completed(Change earlier) {
        ObjectNode both = body().deepCopy();
        ObjectNode value = ((ObjectNode) earlier.body().path("value")).deepCopy();
        value.setAll((ObjectNode) body().path("value"));
        both.set("value", value);
        return new Change(kind, key, subject, both);
    }
}
