package io.conteur.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** The parts under one key and id, told apart by the telling that they belong to. */
final class PartStreams {
    private final Map<String, Telling> tellings = new TreeMap<>();

    /** One telling: its texts by their index, and whether it is well formed so far. */
    private static final class Telling {
        private final Map<Integer, StringBuilder> texts = new TreeMap<>();
        private int next;
        private boolean ended;
        private boolean disordered;

        void add(JsonNode part) {
            disordered |= part.get("sequence").intValue() != next || ended;
            disordered |= !part.path("attemptId").isTextual();
            next = part.get("sequence").intValue() + 1;
            ended |= part.get("last").booleanValue();
            texts.computeIfAbsent(part.path("index").asInt(0), index -> new StringBuilder())
                    .append(part.get("text").textValue());
        }

        /** An index without a text is the same as one without parts. */
        boolean tells(Map<Integer, String> stories) {
            Map<Integer, String> told = new TreeMap<>();
            texts.forEach((index, text) -> told.put(index, text.toString()));
            told.values().removeIf(String::isEmpty);
            return ended && !disordered && told.equals(stories);
        }
    }

    /** A part as it came. */
    void add(JsonNode part) {
        tellings.computeIfAbsent(part.path("attemptId").asText(), id -> new Telling()).add(part);
    }

    /** Whether one telling, come to its end, is these stories; texts that are empty left out. */
    boolean tell(Map<Integer, String> stories) {
        return tellings.values().stream().anyMatch(telling -> telling.tells(stories));
    }

    /** Whether every telling has a name, and is numbered 0, 1, 2, … up to its last part. */
    boolean wellFormed() {
        return tellings.values().stream().noneMatch(telling -> telling.disordered);
    }

    /** Tellings that came to their end. */
    long ended() {
        return tellings.values().stream().filter(telling -> telling.ended).count();
    }
}
