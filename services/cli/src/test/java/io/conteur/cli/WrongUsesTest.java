package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each command, used wrongly: it is refused at once, in a line that names the option or the file
 * and says what would be right. Numbers are in {@link NumericOptionsTest}.
 */
@Timeout(60)
class WrongUsesTest {
    private static final String NOT_FOUND = "DIR/none";

    @TempDir static Path folder;

    /** Command, exit code and what the line says; DIR is a folder, FILE an empty file in it. */
    private static final List<String> WRONG =
            List.of(
                    "nonsense | 2 | 'nonsense'",
                    "demo extra | 2 | 'extra'",
                    "demo --steps 0 | 2 | --steps must be from 1 to 1000000, is 0",
                    "demo --steps x | 2 | --steps must be a whole number, is x",
                    "demo --data FILE | 2 | --data must be a folder; FILE is a file",
                    "demo --stesp 3 | 2 | --steps",
                    "up extra | 2 | 'extra'",
                    "up --port 99999 | 2 | --port must be from 0 to 65535, is 99999",
                    "up --port x | 2 | --port must be a whole number, is x",
                    "up --port | 2 | --port",
                    "up --data FILE | 2 | --data must be a folder; FILE is a file",
                    "up --partitions 0 | 2 | --partitions must be from 1 to 1024, is 0",
                    "up --artifacts gopher://x --data DIR/up --port 0 | 2 | --artifacts",
                    "status extra | 2 | 'extra'",
                    "status --data DIR | 1 | ./conteur up",
                    "status --bootstrap garbage | 2 | --bootstrap must be HOST:PORT",
                    "status --config none.properties | 1 | there is no file none.properties",
                    "jobs extra | 2 | 'extra'",
                    "jobs --data DIR | 1 | ./conteur up",
                    "jobs --bootstrap localhost: | 2 | --bootstrap must be HOST:PORT",
                    "models extra | 2 | 'extra'",
                    "models --data DIR | 1 | ./conteur up",
                    "models --bootstrap localhost:0 | 2 | --bootstrap must be HOST:PORT",
                    "train | 2 | --bundled",
                    "train --prompts FILE | 2 | --stories",
                    "train --stories FILE | 2 | --prompts",
                    "train --bundled --prompts FILE --stories FILE | 2 | mutually exclusive",
                    "train --bundled --steps 3 --minutes 1 | 2 | --minutes",
                    "train --bundled --steps 3 --minutes 1 | 2 | mutually exclusive",
                    "train --bundled --steps many | 2 | --steps must be a whole number, is many",
                    "train --bundled --minutes soon | 2 | --minutes must be a number, is soon",
                    "train --bundled --width 7 --heads 3 | 2 | --width must be a multiple of twice --heads, such as 6",
                    "train --bundled --heads 7 | 2 | --width must be a multiple of twice --heads, such as 252",
                    "train --bundled --size gigantic | 2 | notebook",
                    "train --bundled --optimizer best | 2 | muon",
                    "train --bundled --precision exact | 2 | bf16",
                    "train --bundled --model two_words! | 2 | --model must be 1 to 100 letters",
                    "train --bundled --id a/b | 2 | --id must be 1 to 100 letters",
                    "train --bundled --tokenizer ../x | 2 | --tokenizer must be 1 to 100 letters",
                    "train --bundled --seed x | 2 | --seed must be a whole number, is x",
                    "train --bundled --context 15 | 2 | --context must be from 16 to 65536, is 15",
                    "train --bundled --checkpoint-every 0 | 2 | --checkpoint-every must be from 1",
                    "train --bundled --artifacts gopher://x --bootstrap localhost:1 | 2 | --artifacts",
                    "train --bundled --bootstrap garbage | 2 | --bootstrap must be HOST:PORT",
                    "train --bundled --data DIR | 1 | ./conteur up",
                    "train --prompts " + NOT_FOUND + " --stories FILE | 1 | there is no file",
                    "train --prompts DIR --stories FILE | 1 | is a folder",
                    "train --prompts FILE --stories FILE | 1 | FILE is empty",
                    "cancel | 2 | MODEL",
                    "cancel a b | 2 | 'b'",
                    "cancel mine --prompt x | 2 | mutually exclusive",
                    "cancel ../x | 2 | MODEL must be 1 to 100 letters",
                    "cancel --prompt= | 2 | --prompt must not be blank",
                    "cancel --prompt x --pool a/b | 2 | --pool",
                    "cancel mine --data DIR | 1 | ./conteur up",
                    "cancel mine --bootstrap a:b | 2 | --bootstrap must be HOST:PORT",
                    "prompt | 2 | TEXT",
                    "prompt A fox | 2 | 'fox'",
                    "prompt x --timeout -3 | 2 | --timeout must be from 1 to 2147483647, is -3",
                    "prompt x --temperature hot | 2 | --temperature must be a number, is hot",
                    "prompt x --temperature 101 | 2 | --temperature must be from 0 to 100, is 101",
                    "prompt x --n 17 | 2 | --n must be from 1 to 16, is 17",
                    "prompt x --seed 1.5 | 2 | --seed must be a whole number, is 1.5",
                    "prompt x --stop= | 2 | --stop must not be empty",
                    "prompt x --id a/b | 2 | --id must be 1 to 100 letters",
                    "prompt x --model a/b | 2 | --model must be 1 to 100 letters",
                    "prompt x --logit-bias 5 | 2 | --logit-bias",
                    "prompt x --logit-bias 5=999 | 2 | --logit-bias must be from -100 to 100, is 999",
                    "prompt x --logit-bias -5=1 | 2 | --logit-bias must be from 0",
                    "prompt x --checkpoint mine | 2 | --checkpoint must be KEY@SHA256",
                    "prompt x --checkpoint a@b | 2 | --checkpoint must be 64 lower-case",
                    "prompt x --pool a/b | 2 | --pool",
                    "prompt x --data DIR | 1 | ./conteur up",
                    "prompt x --bootstrap garbage | 2 | --bootstrap must be HOST:PORT",
                    "prompt x --bootstrap no-such-host.invalid:9092 | 1 | no-such-host.invalid",
                    "prompt x --config DIR | 1 | DIR is a folder",
                    "prompt x --bootstrap localhost:1 | 1 | no Kafka broker answers at localhost:1",
                    "follow | 2 | TOPIC",
                    "follow gossip | 2 | dead-letters",
                    "follow stories --partition -1 | 2 | --partition must be from 0",
                    "follow stories --data DIR | 1 | ./conteur up",
                    "follow stories --bootstrap garbage | 2 | --bootstrap must be HOST:PORT",
                    "generate | 2 | --checkpoint",
                    "generate x | 2 | --checkpoint",
                    "generate --checkpoint DIR | 2 | TEXT",
                    "generate --checkpoint DIR x | 1 | DIR is not a checkpoint folder",
                    "generate --checkpoint " + NOT_FOUND + " x | 1 | is not a checkpoint folder",
                    "generate --checkpoint DIR --min-tokens 9 --max-tokens 5 x | 2 | --min-tokens must be at most --max-tokens, 5, is 9",
                    "generate --checkpoint DIR --top-p 2 x | 2 | --top-p must be from 0 to 1, is 2",
                    "generate --checkpoint DIR --stop= x | 2 | --stop must not be empty",
                    "score | 2 | --checkpoint",
                    "score --checkpoint DIR --prompts FILE | 2 | --stories",
                    "score --checkpoint DIR --prompts DIR --stories FILE | 1 | DIR is a folder",
                    "score --checkpoint DIR --prompts FILE --stories FILE | 1 | FILE is empty",
                    "score --checkpoint DIR --prompts LINE --stories LINE | 1 | DIR is not a checkpoint folder",
                    "score --checkpoint DIR --prompts LINE --stories LINE --context 1 | 2 | --context must be from 2",
                    "export DIR DIR/out | 2 | --format",
                    "export --format zip DIR DIR/out | 2 | gguf",
                    "export --format gguf DIR | 2 | OUT",
                    "export --format gguf --type f64 DIR DIR/out | 2 | q8_0",
                    "export --format gguf DIR FILE | 1 | FILE exists already",
                    "export --format gguf DIR DIR/out | 1 | DIR is not a checkpoint folder",
                    "tokenizer | 2 | subcommand",
                    "tokenizer nonsense | 2 | 'nonsense'",
                    "tokenizer train | 2 | --input",
                    "tokenizer train --input LINE | 2 | --output",
                    "tokenizer train --input DIR --output x | 1 | DIR is a folder",
                    "tokenizer train --input " + NOT_FOUND + " --output x | 1 | there is no file",
                    "tokenizer train --input LINE --output x --vocab-size 0 | 2 | --vocab-size must be from 1 to 1000000, is 0",
                    "tokenizer train --input LINE --output x --input-sentence-size 5 | 2 | --input-sentence-size must be 0",
                    "tokenizer train --input LINE --output x --split-digits=maybe | 2 | --split-digits",
                    "tokenizer train --input LINE --output FILE/x --vocab-size 30 --hard-vocab-limit false | 1 | FILE",
                    "tokenizer encode | 2 | --model",
                    "tokenizer encode --model DIR | 1 | DIR is a folder",
                    "tokenizer encode --model LINE | 1 | LINE",
                    "tokenizer decode | 2 | --model",
                    "tokenizer decode --model " + NOT_FOUND + " | 1 | there is no file",
                    "bench | 2 | subcommand",
                    "bench train --steps 0 | 2 | --steps must be from 1 to 1000000, is 0",
                    "bench train --size gigantic | 2 | NOTEBOOK",
                    "bench train extra | 2 | 'extra'",
                    "bench generate | 2 | --checkpoint",
                    "bench generate --checkpoint DIR | 1 | DIR is not a checkpoint folder",
                    "bench generate --checkpoint DIR --rounds 0 | 2 | --rounds must be from 1",
                    "completion extra | 2 | 'extra'");

    @BeforeAll
    static void files() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        Files.writeString(folder.resolve("line"), "a b\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongUses")
    void isRefusedInOneLineThatSaysWhatWouldBeRight(String call, int exitCode, String reason) {
        Console console = Console.run(files(call).split(" ", -1));

        assertEquals(exitCode, console.exitCode(), console.err());
        assertTrue(console.err().contains(files(reason)), console.err());
        assertEquals(1, console.err().strip().lines().count(), console.err());
        assertFalse(console.err().contains("Exception"), console.err());
        assertEquals("", console.out());
        assertEquals(exitCode == 2, console.err().contains("--help"), console.err());
    }

    @Test
    void everyCommandIsUsedWrongly() {
        Set<String> used =
                WRONG.stream()
                        .map(line -> line.split(" ", -1)[0])
                        .collect(Collectors.toCollection(TreeSet::new));
        used.remove("nonsense");

        assertEquals(new TreeSet<>(Conteur.commandLine().getSubcommands().keySet()), used);
    }

    @Test
    void withoutArgumentsTheProgramSaysWhatItCanDo() {
        Console console = Console.run();

        assertEquals(2, console.exitCode());
        assertTrue(console.err().contains("Commands:"), console.err());
    }

    static Stream<Arguments> wrongUses() {
        return WRONG.stream()
                .map(line -> line.split(" \\| ", -1))
                .map(part -> arguments(part[0], Integer.parseInt(part[1]), part[2]));
    }

    private static String files(String text) {
        return text.replace("DIR", folder.toString())
                .replace("FILE", folder.resolve("file").toString())
                .replace("LINE", folder.resolve("line").toString());
    }
}
