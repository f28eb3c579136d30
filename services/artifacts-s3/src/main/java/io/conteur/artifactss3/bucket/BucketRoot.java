package io.conteur.artifactss3.bucket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket and the prefix of all names in it.
 *
 * @param prefix empty, or ends with a slash
 */
public record BucketRoot(String name, String prefix) {
    public static final String SCHEME = "s3://";

    private static final Pattern ROOT =
            Pattern.compile(
                    "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
                            + "((?:/[A-Za-z0-9._-]{1,100}){0,8})/?");

    /**
     * @throws IllegalArgumentException if the text is no such root
     */
    public static BucketRoot parse(String text) {
        Matcher root = ROOT.matcher(text);
        if (!root.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no artifact root: it must be such as s3://bucket/prefix"
                            .formatted(text));
        }
        String prefix = root.group(2);
        return new BucketRoot(root.group(1), prefix.isEmpty() ? "" : prefix.substring(1) + "/");
    }

    @Override
    public String toString() {
        return SCHEME + name + "/" + prefix;
    }
}
