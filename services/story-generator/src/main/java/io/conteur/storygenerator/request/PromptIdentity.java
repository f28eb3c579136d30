package io.conteur.storygenerator.request;

import io.conteur.events.wire.RecordKey;
import io.conteur.workersupport.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What duplicates of a prompt have in common: the first 128 bits of a SHA-256. */
public record PromptIdentity(long first, long second) {
    /** Of the prompts with a key and an id, whatever their text. */
    public static PromptIdentity of(RecordKey key, String id) {
        return of(key, id, "");
    }

    /** Of one prompt. Ids are unique only among the prompts of one key and one text. */
    public static PromptIdentity of(RecordKey key, String id, String prompt) {
        ByteBuffer hash =
                ByteBuffer.wrap(
                        Sha256.of(
                                ByteBuffer.allocate(Integer.BYTES).putInt(key.length()).array(),
                                key.bytes(),
                                (id + '\n' + prompt).getBytes(StandardCharsets.UTF_8)));
        return new PromptIdentity(hash.getLong(), hash.getLong());
    }
}
