package io.conteur.console.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.Change.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
    private final ChangeLog log = new ChangeLog();

    @Test
    void partsOfAStoryAreJoinedInOrder() {
        log.add(part("one", 0, "Once "));
        log.add(part("two", 0, "A dog"));
        log.add(part("one", 1, "upon"));

        List<Change> all = log.drain();

        assertEquals(2, all.size());
        assertEquals("Once upon", all.get(0).body().path("text").asText());
        assertEquals(0, all.get(0).body().path("from").asInt());
    }

    @Test
    void ofAGaugeTheNewestValueIsKept() {
        log.add(gauge(1));
        log.add(gauge(2));

        assertEquals(2, log.drain().get(0).body().path("value").asInt());
    }

    @Test
    void reportsOfOneStepAddUp() {
        log.add(progress("trainingLoss", 2.5));
        log.add(progress("validationLoss", 2.7));

        ObjectNode value = (ObjectNode) log.drain().get(0).body().path("value");

        assertEquals(2.5, value.path("trainingLoss").asDouble());
        assertEquals(2.7, value.path("validationLoss").asDouble());
    }

    @Test
    void theSizeIsThatOfWhatIsKept() {
        log.add(part("one", 0, "Once "));
        log.add(part("one", 1, "upon"));

        ChangeLog whole = new ChangeLog();
        whole.add(part("one", 0, "Once upon"));
        assertEquals(whole.characters(), log.characters());
        log.drain();
        assertEquals(0, log.characters());
    }

    @Test
    void theOldestGiveWay() {
        for (int i = 0; i < 5; i++) {
            log.add(part("story " + i, 0, "text"));
        }

        log.limit(2, Long.MAX_VALUE);

        assertEquals(List.of("story 3", "story 4"), log.all().stream().map(Change::key).toList());
    }

    @Test
    void whatIsPublishedAgainAfterItsDeletionStaysBehindIt() {
        log.add(artifact(Kind.CHECKPOINT, "a", "mine"));
        log.add(artifact(Kind.CHECKPOINT, "b", "other"));
        log.add(artifact(Kind.DELETION, "c", "mine"));
        log.add(artifact(Kind.CHECKPOINT, "a", "mine"));

        assertEquals(List.of("b", "c", "a"), log.all().stream().map(Change::key).toList());
    }

    private static Change artifact(Kind kind, String key, String subject) {
        return new Change(kind, key, subject, JsonNodeFactory.instance.objectNode());
    }

    private static Change part(String key, int sequence, String text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return new Change(Kind.PART, key, key, body.put("from", sequence).put("text", text));
    }

    private static Change gauge(int value) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return new Change(Kind.GAUGE, "lag", "lag", body.put("value", value));
    }

    private static Change progress(String metric, double value) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("value").put("step", 10).put(metric, value);
        return new Change(Kind.PROGRESS, "job/10", "job", body);
    }
}
