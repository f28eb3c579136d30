package io.conteur.storygenerator.request;

import io.conteur.events.wire.RecordKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What duplicates of a prompt have in common: the first 128 bits of a SHA-256. */
public record PromptIdentity(long first, long second) {
    /** Of the prompts with a key and an id, whatever their text. */
    public static PromptIdentity of(RecordKey key, String id) {
        return of(key, id, "");
    }

    /** Of one prompt. Ids are unique only among the prompts of one key and one text. */
    public static PromptIdentity of(RecordKey key, String id, String prompt) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(key.length()).flip());
        digest.update(key.bytes());
        digest.update((id + '\n' + prompt).getBytes(StandardCharsets.UTF_8));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new PromptIdentity(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
