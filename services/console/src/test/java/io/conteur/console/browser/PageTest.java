package io.conteur.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.conteur.console.StagedServices;
import io.conteur.console.web.TemporaryStore;
import io.conteur.events.wire.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every room of the page, in a browser. */
@QuarkusTest
@QuarkusTestResource(TemporaryStore.class)
class PageTest {
    private static final Logger LOG = Logger.getLogger(PageTest.class);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/")
    URI root;

    private InstalledBrowser browser;
    private StagedServices services;

    /** Unique, so that the tests do not see each other's events. */
    private final String id = "it-" + UUID.randomUUID();

    @BeforeEach
    void enter() {
        browser = InstalledBrowser.open(root);
        services = new StagedServices(bootstrapServers);
    }

    @AfterEach
    void leave() {
        if (services != null) {
            services.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void seeShowsATrainingAsItGoesOn() {
        Page page = browser.show("see");
        services.progress(id, id, ",'step':10,'steps':100,'fraction':0.1,'trainingLoss':5.5");
        services.progress(
                id,
                id,
                ",'step':20,'steps':100,'trainingLoss':4.5,'learningRate':0.02,'workers':2");
        services.checkpoint(id, id, 20, 4.5);

        Locator job = page.locator(".job").filter(new Locator.FilterOptions().setHasText(id));
        assertThat(job.locator(".badge")).hasText("running");
        assertThat(job).containsText("20 of 100");
        assertThat(job).containsText("trainers2");
        assertThat(page.locator("#checkpoints ~ .scroll")).containsText(id);
        page.getByLabel(id, new Page.GetByLabelOptions().setExact(true)).check();
        Locator loss = page.locator("figure", new Page.LocatorOptions().setHasText("Loss"));
        assertThat(loss.locator("canvas")).isVisible();
        loss.getByText("Values as a table").click();
        assertThat(loss.locator(".scroll tbody")).containsText("4.5");

        services.progress(id, id, ",'step':30,'steps':100,'trainingLoss':3.75");

        assertThat(loss.locator(".scroll tbody")).containsText("3.75");
        assertQuiet();
    }

    @Test
    void anAskedStoryIsToldPartByPartAndItsEndAnnounced() {
        Page page = browser.show("ask");
        page.getByLabel("Prompt").fill("A dog barks " + id);
        page.getByText("Penalties, stop sequences").click();
        page.locator("#ask-id").fill(id);
        page.getByText("Tell the story").click();
        Locator card = page.locator("article");
        assertThat(card.locator(".badge")).hasText("waits");

        services.part(id, 0, "Once ", false);
        assertThat(card.locator(".text")).hasText("Once");
        services.part(id, 1, "upon", true);
        assertThat(card.locator(".text")).hasText("Once upon");
        services.story(id, "A dog barks " + id, "Once upon a time.", figures());

        assertThat(card.locator(".text")).hasText("Once upon a time.");
        assertThat(card).containsText("first token");
        assertThat(card).containsText("8895338553836321575");
        assertThat(page.locator("#announcements")).containsText("complete: 42 tokens");
        page.reload();
        assertThat(page.locator("article .text")).hasText("Once upon a time.");
        assertQuiet();
    }

    @Test
    void aStoryIsStoppedAndWrittenAgainWithItsWholeSeed() {
        Page page = browser.show("ask");
        page.getByLabel("Prompt").fill("A fox");
        page.getByText("Penalties, stop sequences").click();
        page.locator("#ask-id").fill(id);
        page.getByText("Tell the story").click();
        page.getByText("Stop", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#announcements")).containsText("is to stop");
        services.story(id, "A fox", "It runs.", figures());

        page.getByText("Write this story again").click();

        assertThat(page.locator("article")).hasCount(2);
        page.locator("article").first().getByText("Look behind").click();
        assertThat(page.locator("ol .record pre")).containsText("\"seed\":8895338553836321575");
        assertQuiet();
    }

    @Test
    void aWaitingPromptIsStoppedInItsOwnPartition() {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        int partitions = Topic.PROMPTS.partitions();
        int other = (BuiltInPartitioner.partitionForKey(key, partitions) + 1) % partitions;
        services.prompt(other, id, "A fox " + id);
        Page page = browser.show("see");

        page.getByLabel("Stop A fox " + id.substring(0, 10)).click();

        assertThat(page.locator("#announcements")).containsText("is cancelled");
        page.navigate(root + "#/behind?of=" + id);
        assertThat(page.locator("ol .record")).hasCount(2);
        assertThat(page.locator("ol .record .figures div:first-child dd"))
                .hasText(new String[] {other + "", other + ""});
        assertQuiet();
    }

    @Test
    void theSamePromptIsAskedOnTwoCheckpointsSideBySide() {
        services.checkpoint(id, id, 10, 5.5);
        services.checkpoint(id, id, 20, 4.5);
        Page page = browser.show("ask");
        page.getByLabel("Prompt").fill("A fox");
        String key = "checkpoints/" + id + "/" + id + "/step-000000";
        page.locator("#ask-checkpoint").selectOption(key + "10");
        page.locator("#ask-second").selectOption(key + "20");

        page.getByText("Tell the story").click();

        assertThat(page.locator(".pair article")).hasCount(2);
        assertQuiet();
    }

    @Test
    void tokensShowTheirProbabilityToPointerAndKeys() {
        services.story(
                id,
                "A fox",
                "It runs.",
                ",'logProbabilities':[{'token':1,'piece':'▁It','logProbability':-0.1,'likeliest':[{'token':2,'piece':'▁He','logProbability':-2.5}]},"
                        + "{'token':3,'piece':'▁runs.','logProbability':-3.0}]");
        Page page = browser.show("see");
        Locator tokens = page.locator("article .tokens").first();

        tokens.locator(".token").first().hover();
        assertThat(page.locator(".detail").first()).containsText("90.5 %");
        assertThat(page.locator(".detail").first()).containsText("He");
        tokens.focus();
        page.keyboard().press("ArrowRight");

        assertThat(page.locator(".detail").first()).containsText("5 %");
        assertQuiet();
    }

    @Test
    void theTokenThatTheKeysReachScrollsIntoView() {
        String token =
                "{'token':1,'piece':'▁It runs and runs and runs and runs and runs and runs and runs and"
                        + " runs.','logProbability':-0.1}";
        services.story(
                id,
                "A fox",
                "It runs.",
                ",'logProbabilities':[" + String.join(",", Collections.nCopies(60, token)) + "]");
        Page page = browser.show("see");
        Locator tokens = page.locator("article .tokens").first();

        tokens.focus();
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("ArrowDown");
        }

        assertThat(page.locator(".detail").first()).containsText("Token 40");
        assertThat(tokens.locator(".token.active")).isInViewport();
        assertQuiet();
    }

    @Test
    void aFieldThatIsNotValidIsShownAlthoughItsSectionIsClosed() {
        Page page = browser.show("ask");
        page.getByLabel("Prompt").fill("A fox " + id);
        Locator sampling =
                page.locator("summary", new Page.LocatorOptions().setHasText("Sampling"));
        sampling.click();
        page.locator("#ask-temperature").fill("0.72");
        page.locator("#ask-topP").fill("7");
        sampling.click();
        assertThat(page.locator("#ask-topP")).isHidden();

        page.getByText("Tell the story").click();

        assertThat(page.locator("#ask-topP")).isVisible();
        assertThat(page.locator("#ask-topP")).isFocused();
        page.locator("#ask-topP").fill("0.725");
        page.getByText("Tell the story").click();
        assertThat(page.locator("article")).hasCount(1);
        assertQuiet();
    }

    @Test
    void aCorpusIsUploadedAndATrainingStartedAndCancelled() {
        Page page = browser.show("train");
        page.getByText("Upload a corpus").click();
        page.locator("#corpus-name").fill("tales");
        page.locator("#corpus-prompts").setInputFiles(file("A dog\nA fox"));
        page.locator("#corpus-stories").setInputFiles(file("It barks.\nIt runs."));
        page.getByText("Upload", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#announcements")).containsText("2 pairs");
        page.getByLabel("model", new Page.GetByLabelOptions().setExact(true)).fill(id);
        page.locator("#train-steps").fill("50");

        page.getByText("Start the training").click();

        assertThat(page.locator("#announcements")).containsText(id + " is requested");
        services.progress("job-" + id, id, ",'step':10,'steps':50,'trainingLoss':5.5");
        page.getByLabel("Cancel the training of " + id).click();
        assertThat(page.locator("#announcements")).containsText("is to end");
        page.navigate(root + "#/behind?of=" + id);
        assertThat(page.locator("ol .record")).hasCount(3);
        assertThat(page.locator("ol .record pre").first()).containsText("\"steps\": 50");
        assertQuiet();
    }

    @Test
    void aDeadLetterShowsItsReason() {
        services.send(
                Topic.PROMPTS.deadLetterName(),
                id,
                "{'prompt':7}",
                Map.of("dead-letter-reason", "/prompt must be a text", "dead-letter-topic", id));

        Page page = browser.show("behind");

        Locator letter = page.locator(".record", new Page.LocatorOptions().setHasText(id));
        assertThat(letter.first()).containsText("/prompt must be a text");
        assertQuiet();
    }

    @Test
    void aStoryIsTextWhateverItSays() {
        String attack = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        services.story(id, "<b>" + id + "</b>" + attack, "<h1>bold</h1>" + attack, "");
        services.send(
                Topic.PROMPTS.deadLetterName(),
                attack,
                attack,
                Map.of("dead-letter-reason", attack));
        Page page = browser.show("see");
        List<Dialog> dialogs = new ArrayList<>();
        page.onDialog(dialogs::add);

        Locator card = page.locator("article", new Page.LocatorOptions().setHasText(id));
        assertThat(card.locator(".text")).hasText("<h1>bold</h1>" + attack);
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Look behind").setExact(true))
                .click();
        assertThat(page.locator(".records")).containsText(attack);

        assertEquals(0, page.locator("main img, main script, main b, .text h1").count());
        assertEquals(List.of(), dialogs);
        assertQuiet();
    }

    @Test
    void twoTabsShareOneStream() {
        BrowserContext window = browser.window(1200, ColorScheme.LIGHT);
        Page first = browser.show(window, "see");
        Page second = browser.show(window, "see");

        services.story(id, "A fox " + id, "It runs.", "");

        for (Page page : List.of(first, second)) {
            assertThat(page.locator("article", new Page.LocatorOptions().setHasText(id)))
                    .isVisible();
        }
        assertTrue(
                window.pages().stream()
                        .allMatch(
                                page ->
                                        page.evaluate(
                                                        "performance.getEntriesByType('resource').filter(e"
                                                                + " => e.name.endsWith('/events')).length")
                                                .equals(0)));
        assertQuiet();
    }

    @Test
    void thePageIsSmallWithAllThatItLoads() {
        services.progress(id, id, ",'step':10,'steps':100,'trainingLoss':5.5");
        Page page = browser.show(browser.window(1200, ColorScheme.LIGHT), "see");
        page.waitForSelector("canvas");

        Object bytes =
                page.evaluate(
                        "[...performance.getEntriesByType('resource'),"
                                + " ...performance.getEntriesByType('navigation')].reduce((sum, e) =>"
                                + " sum + e.encodedBodySize, 0)");
        Object paint =
                page.evaluate(
                        "performance.getEntriesByName('first-contentful-paint')[0].startTime");

        assertTrue(((Number) bytes).intValue() < 200_000, bytes + " bytes");
        LOG.infof("the page has %s bytes, its first paint came after %s ms", bytes, paint);
    }

    /** Neither an error nor something that the Content-Security-Policy forbids. */
    private void assertQuiet() {
        assertEquals(List.of(), browser.complaints());
    }

    private static String figures() {
        return ",'checkpoint':{'key':'checkpoints/a/b','sha256':'%s'},'sampling':{'temperature':0.8,'topK':0,'topP':0.95,'seed':8895338553836321575,'maxTokens':40},'timings':{'queuedMillis':6.7,'firstTokenMillis':27.8,'lastTokenMillis':84.1}"
                .formatted("ab".repeat(32));
    }

    private static FilePayload file(String text) {
        return new FilePayload("f.txt", "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }
}
