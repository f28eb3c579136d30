package io.conteur.cli.offline;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Json;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a {@code tokenizer.json} of ours that another program wrote again. Its pieces make a
 * tokenizer, which is taken only if it has the same {@code tokenizer.json}.
 */
final class TokenizerJsonReader {
    static final String FILE = "tokenizer.json";

    /** What decides ids; programs add special tokens of their own. */
    private static final List<String> DECISIVE = List.of("normalizer", "pre_tokenizer", "model");

    private TokenizerJsonReader() {}

    /**
     * @throws CommandFailedException when it is another kind of tokenizer
     */
    static Tokenizer read(Path file) throws IOException {
        JsonNode json = Json.read(file);
        try {
            Tokenizer tokenizer =
                    Tokenizer.ofPieces(
                            pieces(json), json.at("/model/byte_fallback").asBoolean(false));
            requireSame(file, json, tokenizer);
            return tokenizer;
        } catch (IllegalArgumentException | TokenizerTrainingException e) {
            throw another(file, String.valueOf(e.getMessage()));
        }
    }

    /** The pieces in the order of their ids. */
    private static List<String> pieces(JsonNode json) {
        Map<Integer, String> byId = new TreeMap<>();
        json.at("/model/vocab")
                .properties()
                .forEach(entry -> byId.put(entry.getValue().asInt(-1), entry.getKey()));
        int id = 0;
        for (int next : byId.keySet()) {
            if (next != id++) {
                throw new IllegalArgumentException("no piece has the id " + (id - 1));
            }
        }
        if (id == 0) {
            throw new IllegalArgumentException("it has no pieces");
        }
        return new ArrayList<>(byId.values());
    }

    private static void requireSame(Path file, JsonNode json, Tokenizer tokenizer)
            throws IOException {
        JsonNode ours = Json.read(tokenizer.huggingFaceJson().orElse("{}"));
        for (String part : DECISIVE) {
            if (!ours.path(part).equals(json.path(part))) {
                tokenizer.close();
                throw another(file, "its " + part + " differs");
            }
        }
    }

    private static CommandFailedException another(Path file, String why) {
        return new CommandFailedException(
                "%s is not a tokenizer that was trained here (%s); put tokenizer.model beside it"
                        .formatted(file, why));
    }
}
