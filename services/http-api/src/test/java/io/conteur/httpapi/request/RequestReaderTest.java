package io.conteur.httpapi.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.LogitBias;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmitted.Priority;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    @Test
    void aPromptAloneHasTheDefaultsOfTheGenerator() {
        OpenAiRequest request = completion("{\"prompt\": \"A fox\"}");

        assertEquals(PromptSubmitted.of("A fox"), request.prompt());
        assertNull(request.model());
        assertFalse(request.stream());
        assertFalse(request.includeUsage());
    }

    @Test
    void everyParameterBecomesAFieldOfTheEvent() {
        OpenAiRequest request =
                completion(
                        """
                        {"model": "tales", "prompt": ["A fox"], "temperature": 0.5, "top_p": 0.9,
                         "top_k": 40, "min_p": 0.1, "seed": 7, "n": 2, "max_tokens": 30,
                         "min_tokens": 3, "ignore_eos": true, "presence_penalty": 0.1,
                         "frequency_penalty": 0.2, "repetition_penalty": 1.1, "stop": "END",
                         "logit_bias": {"17": -100}, "logprobs": 3, "priority": 1, "stream": true,
                         "stream_options": {"include_usage": true}, "user": "me", "unknown": 1}
                        """);

        assertEquals(
                PromptSubmittedBuilder.builder()
                        .prompt("A fox")
                        .temperature(0.5)
                        .topP(0.9)
                        .topK(40)
                        .minP(0.1)
                        .seed(7L)
                        .n(2)
                        .maxTokens(30)
                        .minTokens(3)
                        .ignoreEnd(true)
                        .presencePenalty(0.1)
                        .frequencyPenalty(0.2)
                        .repetitionPenalty(1.1)
                        .stop(List.of("END"))
                        .logitBias(List.of(new LogitBias(17, -100)))
                        .logProbabilities(3)
                        .priority(Priority.BULK)
                        .build(),
                request.prompt());
        assertEquals("tales", request.model());
        assertTrue(request.stream());
        assertTrue(request.includeUsage());
    }

    @Test
    void theLastMessageOfTheUserIsThePromptOfAChat() {
        OpenAiRequest request =
                chat(
                        """
                        {"messages": [
                            {"role": "system", "content": "Be brief."},
                            {"role": "user", "content": "A fox"},
                            {"role": "assistant", "content": "It ran."},
                            {"role": "user", "content": [{"type": "text", "text": "A bear"},
                                                         {"type": "text", "text": "and a bee"}]}],
                         "max_completion_tokens": 9, "logprobs": true, "top_logprobs": 2}
                        """);

        assertEquals(
                PromptSubmittedBuilder.builder()
                        .prompt("A bear\nand a bee")
                        .maxTokens(9)
                        .logProbabilities(2)
                        .build(),
                request.prompt());
    }

    @Test
    void whatOtherServersWriteForNoLimitIsNoLimit() {
        PromptSubmitted prompt =
                completion("{\"prompt\": \"A fox\", \"top_k\": -1, \"max_tokens\": -1}").prompt();

        assertEquals(0, prompt.topK());
        assertNull(prompt.maxTokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prompt': 'A'} x | null | the body must be well-formed JSON",
                "[1] | null | the body must be a JSON object",
                "{'prompt': 'A', 'prompt': 'B'} | null | Duplicate",
                "{} | prompt | prompt is missing",
                "{'prompt': ' '} | prompt | prompt must not be blank",
                "{'prompt': ['A', 'B']} | prompt | prompt must be one text, not several",
                "{'prompt': [1, 2]} | prompt | prompt must be one text",
                "{'prompt': 'A', 'temperature': 'hot'} | temperature | temperature must be a"
                        + " number, is a string",
                "{'prompt': 'A', 'temperature': 101} | temperature | temperature must be from 0 to"
                        + " 100, is 101",
                "{'prompt': 'A', 'top_p': 2} | top_p | top_p must be from 0 to 1, is 2",
                "{'prompt': 'A', 'max_tokens': 1.5} | max_tokens | max_tokens must be an integer",
                "{'prompt': 'A', 'n': 17} | n | n must be from 1 to 16, is 17",
                "{'prompt': 'A', 'stop': ['']} | stop | must not be empty",
                "{'prompt': 'A', 'logit_bias': {'fox': 1}} | logit_bias | logit_bias must have"
                        + " token ids as keys",
                "{'prompt': 'A', 'logit_bias': [1]} | logit_bias | logit_bias must be an object",
                "{'prompt': 'A', 'logprobs': 21} | logprobs | logprobs must be from 0 to 20",
                "{'prompt': 'A', 'model': 7} | model | model must be a string",
                "{'prompt': 'A', 'stream': 1} | stream | stream must be a boolean",
                "{'prompt': 'A', 'stream_options': {}} | stream_options | for requests with stream",
                "{'prompt': 'A', 'echo': true} | echo | echo is not supported here",
                "{'prompt': 'A', 'suffix': 'B'} | suffix | suffix is not supported here",
                "{'prompt': 'A', 'best_of': 2} | best_of | best_of must not be more than n",
            })
    void aWrongCompletionIsRefusedByTheNameOfItsParameter(
            String body, String param, String message) {
        assertRefused(Endpoint.COMPLETIONS, body, param, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | messages must be an array",
                "{'messages': []} | messages must be an array",
                "{'messages': [{'role': 'fox', 'content': 'A'}]} | must have a role",
                "{'messages': [{'role': 'system', 'content': 'A'}]} | one of the messages must have"
                        + " the role user",
                "{'messages': [{'role': 'user', 'content': [{'type': 'image_url'}]}]} | must"
                        + " consist of text alone",
                "{'messages': [{'role': 'user'}]} | a message of the user must have content",
                "{'messages': [{'role': 'user', 'content': ''}]} | messages must not be blank",
            })
    void aWrongChatIsRefused(String body, String message) {
        assertRefused(Endpoint.CHAT, body, "messages", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tools': [{'type': 'function'}]",
                "'response_format': {'type': 'json_object'}",
                "'modalities': ['text', 'audio']",
            })
    void whatWouldChangeTheAnswerIsRefused(String parameter) {
        String name = parameter.substring(1, parameter.indexOf('\'', 1));
        String chat = "{'messages': [{'role': 'user', 'content': 'A'}], %s}".formatted(parameter);

        assertRefused(Endpoint.CHAT, chat, name, name + " is not supported here");
    }

    @Test
    void whatWouldNotIsIgnored() {
        OpenAiRequest request =
                completion(
                        """
                        {"prompt": "A", "echo": false, "suffix": null, "tools": [], "best_of": 1,
                         "response_format": {"type": "text"}, "tool_choice": "none", "n": null}
                        """);

        assertEquals(PromptSubmitted.of("A"), request.prompt());
    }

    private static void assertRefused(
            Endpoint endpoint, String body, String param, String message) {
        ApiError error =
                assertThrows(ApiException.class, () -> read(endpoint, body.replace('\'', '"')))
                        .error();

        assertEquals(400, error.status());
        assertEquals(param, String.valueOf(error.param()));
        assertTrue(error.message().contains(message), error.message());
    }

    private static OpenAiRequest completion(String body) {
        return read(Endpoint.COMPLETIONS, body);
    }

    private static OpenAiRequest chat(String body) {
        return read(Endpoint.CHAT, body);
    }

    private static OpenAiRequest read(Endpoint endpoint, String body) {
        return RequestReader.read(endpoint, body.getBytes(StandardCharsets.UTF_8));
    }
}
