package io.conteur.gpt.torch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Properties;

/**
 * Copies libtorch and DJL's binding from the class path to a folder, which {@code
 * PYTORCH_LIBRARY_PATH} then names. For images: without it each process unpacks them at their first
 * use.
 */
public final class LibtorchExtractor {
    private static final String LIBTORCH = "native/lib/pytorch.properties";

    /** The same file each time, so that a rebuilt image has the same layer. */
    private static final FileTime TIME = FileTime.fromMillis(0);

    private final ClassLoader from;
    private final Path folder;

    LibtorchExtractor(ClassLoader from, Path folder) {
        this.from = from;
        this.folder = folder;
    }

    /**
     * @param arguments the folder alone
     */
    public static void main(String... arguments) throws IOException {
        new LibtorchExtractor(LibtorchExtractor.class.getClassLoader(), Path.of(arguments[0]))
                .run();
    }

    void run() throws IOException {
        Properties libtorch = new Properties();
        try (InputStream in = open(LIBTORCH)) {
            libtorch.load(in);
        }
        String flavor = libtorch.getProperty("flavor");
        String classifier = libtorch.getProperty("classifier");
        Files.createDirectories(folder);
        for (String library : libtorch.getProperty("libraries").split(",", -1)) {
            copy("pytorch/%s/%s/%s".formatted(flavor, classifier, library), library);
        }
        String binding = System.mapLibraryName("djl_torch");
        copy("jnilib/%s/%s/%s".formatted(classifier, flavor, binding), binding);
        Files.setLastModifiedTime(folder, TIME);
    }

    private void copy(String resource, String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = open(resource)) {
            Files.copy(in, file);
        }
        Files.setLastModifiedTime(file, TIME);
    }

    private InputStream open(String resource) throws IOException {
        InputStream in = from.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException(resource + " is not on the class path");
        }
        return in;
    }
}
