package io.conteur.console.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.conteur.console.web.TemporaryStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page keeps of many changes, run in a browser. */
@QuarkusTest
@QuarkusTestResource(TemporaryStore.class)
class StateTest {
    private static final String REPORT =
            "({ kind: 'progress', at: 1, value: { id: job, subject: 'm', work: 'model', state, step,"
                    + " trainingLoss: 1, validationLoss } })";

    @TestHTTPResource("/")
    URI root;

    private InstalledBrowser browser;
    private Page page;

    @BeforeEach
    void enter() {
        browser = InstalledBrowser.open(root);
        page = browser.show("see");
    }

    @AfterEach
    void leave() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void theCurvesOfALongTrainingAreThinnedOutButForItsValidations() {
        Object counts =
                folded(
                        """
                        const report = (job, state, step, validationLoss) => REPORT;
                        for (let step = 1; step <= 50000; step += 1) {
                          apply(state, { changes: [report('j', 'running', step, step < 1000 ? undefined : Math.floor(step / 1000))] });
                        }
                        const { points } = state.jobs.get('j');
                        return [points.length <= 1500, points.length >= 700, points[0].step, points.at(-1).step, points.filter((one) => one.step % 1000 === 0).length];
                        """
                                .replace("REPORT", REPORT));

        assertEquals(List.of(true, true, 1, 50_000, 50), counts);
    }

    @Test
    void aTabThatStaysOpenForgetsTheOldest() {
        Object kept =
                folded(
                        """
                        const report = (job, state, step, validationLoss) => REPORT;
                        for (let i = 0; i < 3000; i += 1) {
                          const artifact = { key: 'key ' + i };
                          apply(state, { changes: [
                            { kind: 'dead-letter', position: i },
                            { kind: 'training', value: { id: i } },
                            { kind: 'checkpoint', value: { artifact } },
                            { kind: 'tokenizer', value: { artifact } },
                            report(i, i === 0 ? 'running' : 'completed', 1),
                          ] });
                        }
                        return [state.deadLetters.size, state.trainings.size, state.checkpoints.size, state.tokenizers.size, state.jobs.size, state.jobs.has(0), state.jobs.has(2999)];
                        """
                                .replace("REPORT", REPORT));

        assertEquals(List.of(200, 200, 500, 200, 200, true, true), kept);
    }

    @Test
    void aDeletedModelLeavesThePage() {
        Object kept =
                folded(
                        """
                        const artifact = (kind, key, recordKey) => ({ kind, recordKey, value: { artifact: { key } } });
                        apply(state, { changes: [
                          artifact('checkpoint', 'one', 'mine'), artifact('checkpoint', 'two', 'mine'), artifact('checkpoint', 'three', 'other'),
                          artifact('tokenizer', 'four', 'mine'),
                          { kind: 'deletion', of: 'checkpoints', recordKey: 'mine' },
                        ] });
                        return [...state.checkpoints.keys(), ...state.tokenizers.keys()];
                        """);

        assertEquals(List.of("three", "four"), kept);
    }

    /** What a script returns that changes a {@code state}. */
    private Object folded(String script) {
        Object returned =
                page.evaluate(
                        "import('/data/state.js').then(({ apply, emptyState }) => { const state ="
                                + " emptyState();"
                                + script
                                + "})");
        assertTrue(browser.complaints().isEmpty(), browser.complaints() + "");
        return returned;
    }
}
