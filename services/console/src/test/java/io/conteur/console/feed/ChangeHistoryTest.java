package io.conteur.console.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.Change;
import io.conteur.console.change.Change.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeHistoryTest {
    private final ChangeHistory history = new ChangeHistory();

    @Test
    void anAnsweredPromptIsNoLongerKept() {
        history.add(change(Kind.PROMPT, "prompt/one", "one"));
        history.add(change(Kind.PART, "part/one", "one"));
        history.add(change(Kind.STORY, "story/one", "one"));

        assertEquals(List.of("story/one"), keys());
    }

    @Test
    void aPromptThatIsReadAfterItsStoryDoesNotComeBack() {
        history.add(change(Kind.STORY, "story/one", "one"));
        history.add(change(Kind.PROMPT, "prompt/one", "one"));
        history.add(change(Kind.PART, "part/one", "one"));

        assertEquals(List.of("story/one"), keys());
    }

    @Test
    void aLongJobKeepsAnEvenShareOfItsReportsItsEndAndItsValidations() {
        int steps = 20 * ViewLimits.REPORTS_PER_JOB;
        for (int step = 1; step <= steps; step++) {
            history.add(report(step, step / 1000));
        }

        List<String> keys = keys();

        assertTrue(keys.size() <= ViewLimits.REPORTS_PER_JOB, keys.size() + "");
        assertTrue(keys.size() >= ViewLimits.REPORTS_PER_JOB / 2, keys.size() + "");
        assertTrue(keys.contains("report/1"));
        assertTrue(keys.contains("report/" + steps));
        for (int validated = 1000; validated <= steps; validated += 1000) {
            assertTrue(keys.contains("report/" + validated), validated + "");
        }
    }

    @Test
    void aJobThatValidatesAtEachStepIsThinnedOutToo() {
        int steps = 20 * ViewLimits.REPORTS_PER_JOB;
        for (int step = 1; step <= steps; step++) {
            history.add(report(step, step));
        }

        assertTrue(keys().size() <= ViewLimits.REPORTS_PER_JOB, keys().size() + "");
        assertTrue(keys().contains("report/" + steps));
    }

    @Test
    void aDeletedModelIsNoLongerKept() {
        history.add(change(Kind.CHECKPOINT, "artifact/one", "mine"));
        history.add(change(Kind.CHECKPOINT, "artifact/two", "other"));
        history.add(change(Kind.DELETION, "deletion/one", "mine"));

        assertEquals(List.of("artifact/two"), keys());
    }

    private List<String> keys() {
        return history.all().stream().map(Change::key).toList();
    }

    private static Change change(Kind kind, String key, String subject) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return new Change(kind, key, subject, body.put("text", "").put("from", 0));
    }

    /** As the trainer sends it: with the loss of the last validation, once there was one. */
    private static Change report(int step, int validations) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode value = body.putObject("value").put("step", step);
        if (validations > 0) {
            value.put("validationLoss", 2.0 + 1.0 / validations);
        }
        return new Change(Kind.PROGRESS, "report/" + step, "job", body);
    }
}
