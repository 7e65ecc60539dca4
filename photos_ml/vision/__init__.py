"""What measures pixels and runs networks over them: no library, no files, only pictures in and values out."""
