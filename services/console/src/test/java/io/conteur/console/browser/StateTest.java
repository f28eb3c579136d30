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
