package io.conteur.tokenizer.huggingface;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * SentencePiece's {@code nmt_nfkc} with a dummy prefix, collapsed spaces and escaped spaces, in
 * steps that Hugging Face's tokenizers have.
 *
 * <p>Its {@code Precompiled} step does not do: it looks rules up by grapheme clusters, and takes
 * the shortest rule where SentencePiece takes the longest. So U+0001 is put before every character
 * beyond ASCII. Each is replaced by itself; then U+0001 is removed within the sequences that
 * SentencePiece composes, {@code NFC} composes them, and the rest of U+0001 is removed. What the
 * charsmap deletes becomes U+0001 first, and what it replaces by several characters has one at
 * either end, for neither composes with its neighbours.
 *
 * <p>The steps that depend on the charsmap are the lines of {@code nmt_nfkc.steps}; a test derives
 * them from the rules.
 */
final class NormalizerJson {
    private static final String MARK = "\u0001";
    private static final String BEYOND_ASCII = "(?=[^\\x00-\\x7F])";
    private static final String CHARSMAP_STEPS = "nmt_nfkc.steps";

    private NormalizerJson() {}

    /**
     * @param symbols matches the symbols, which do not compose with what follows
     */
    static String json(String symbols) {
        List<String> steps = new ArrayList<>();
        // The dummy prefix. The libraries cannot insert before the first character.
        steps.add("{\"type\": \"Prepend\", \"prepend\": \" \"}");
        if (!symbols.isEmpty()) {
            steps.add(JsonText.replaceAll("(?<=" + symbols + ")" + BEYOND_ASCII, MARK));
        }
        steps.add(JsonText.replaceAll(BEYOND_ASCII, MARK));
        steps.addAll(charsmapSteps());
        steps.add("{\"type\": \"NFC\"}");
        steps.add(JsonText.replaceText(MARK, ""));
        steps.add(JsonText.replaceAll(" +", "\u2581"));
        steps.add(JsonText.replaceAll("\u2581\\z", ""));
        return JsonText.sequence("normalizers", steps);
    }

    private static List<String> charsmapSteps() {
        try (InputStream in = NormalizerJson.class.getResourceAsStream(CHARSMAP_STEPS)) {
            byte[] bytes = Objects.requireNonNull(in, CHARSMAP_STEPS).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
