package io.conteur.cli.common;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.format.ContentKey;
import io.conteur.artifacts.format.FileChecksum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;

/** A training corpus in memory: line n of the prompts belongs to line n of the stories. */
public record TrainingCorpus(byte[] prompts, byte[] stories) implements CorpusSource {

    /** The corpus that is bundled with the program. */
    public static TrainingCorpus bundled() throws IOException {
        return new TrainingCorpus(resource("prompts.txt"), resource("stories.txt"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TrainingCorpus.class.getResourceAsStream("/corpus/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the bundled corpus lacks " + name);
            }
            return in.readAllBytes();
        }
    }

    @Override
    public Artifact publish(ArtifactStore store, String name) throws IOException {
        return store.publish(ContentKey.of("corpora", name, digest()), this::writeTo);
    }

    private void writeTo(Path folder) throws IOException {
        Files.write(folder.resolve("prompts.txt"), prompts);
        Files.write(folder.resolve("stories.txt"), stories);
    }

    private MessageDigest digest() {
        MessageDigest digest = FileChecksum.digest();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(prompts.length).array());
        digest.update(prompts);
        digest.update(stories);
        return digest;
    }

    /** Splits UTF-8 text into lines; a final line feed does not start another line. */
    public static List<String> lines(byte[] bytes, String name) {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharBuffer output = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
        if (result.isError()) {
            throw new CommandFailedException(
                    "line %d of %s is not UTF-8 text"
                            .formatted(lineAt(bytes, input.position()), name));
        }
        String text = output.flip().toString();
        String ended = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return ended.isEmpty() ? List.of() : List.of(ended.split("\n", -1));
    }

    private static long lineAt(byte[] bytes, int position) {
        return 1 + IntStream.range(0, position).filter(i -> bytes[i] == '\n').count();
    }
}
