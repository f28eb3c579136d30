package io.conteur.console.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.conteur.console.change.Change;
import io.conteur.console.feed.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventTextTest {
    @Test
    void thePiecesOfALongEventAreOneDataLine() throws JsonProcessingException {
        List<Change> changes = IntStream.range(0, 100).mapToObj(EventTextTest::story).toList();

        List<String> pieces = pieces(new EventText(Positions.NONE, true, changes));

        assertTrue(pieces.size() > 5, pieces.size() + "");
        pieces.forEach(piece -> assertTrue(piece.length() < 20_000, piece.length() + ""));
        JsonNode data = data(String.join("", pieces));
        assertTrue(data.path("reset").asBoolean());
        assertEquals(100, data.path("changes").size());
        assertEquals(99, data.at("/changes/99/number").asInt());
    }

    @Test
    void anEventMayHoldNothing() throws JsonProcessingException {
        List<String> pieces = pieces(new EventText(Positions.NONE, true, List.of()));

        assertEquals(1, pieces.size());
        assertEquals(0, data(pieces.get(0)).path("changes").size());
    }

    private static List<String> pieces(EventText text) {
        List<String> pieces = new ArrayList<>();
        text.forEachRemaining(pieces::add);
        return pieces;
    }

    private static JsonNode data(String event) throws JsonProcessingException {
        String[] lines = event.split("\n", -1);
        assertEquals(List.of("", ""), List.of(lines).subList(2, lines.length));
        return new JsonMapper().readTree(lines[1].substring("data: ".length()));
    }

    private static Change story(int number) {
        return new Change(
                Change.Kind.STORY,
                "story/" + number,
                "",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("number", number)
                        .put("text", "x".repeat(2000)));
    }
}
