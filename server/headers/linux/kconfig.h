/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel these headers pretend to be. A file outside every tree has no .config, so the switches that nearly every x86-64
 * kernel of today sets are set here. -DUNWIND_LENS_NO_DEFAULT_CONFIG takes all of them back; what is then wanted is given with -D.
 * The other switches that the headers read (all off unless given): CONFIG_FRAME_POINTER, CONFIG_X86_KERNEL_IBT,
 * CONFIG_MITIGATION_RETHUNK, CONFIG_MITIGATION_RETPOLINE, CONFIG_MITIGATION_SLS, CONFIG_NOINSTR_VALIDATION, CONFIG_CALL_PADDING,
 * CONFIG_FUNCTION_PADDING_BYTES.
 */
#ifndef UNWIND_LENS_LINUX_KCONFIG_H
#define UNWIND_LENS_LINUX_KCONFIG_H

#ifndef __ASSEMBLY__
#define __ASSEMBLY__ 1
#endif
#ifndef __KERNEL__
#define __KERNEL__ 1
#endif

#ifndef UNWIND_LENS_NO_DEFAULT_CONFIG
# ifndef CONFIG_OBJTOOL
#  define CONFIG_OBJTOOL 1
# endif
# if !defined(CONFIG_UNWINDER_ORC) && !defined(CONFIG_UNWINDER_FRAME_POINTER)
#  define CONFIG_UNWINDER_ORC 1
# endif
# ifndef CONFIG_SMP
#  define CONFIG_SMP 1
# endif
# if !defined(CONFIG_64BIT) && defined(__x86_64__)
#  define CONFIG_64BIT 1
#  define CONFIG_X86_64 1
# endif
# ifndef CONFIG_X86
#  define CONFIG_X86 1
# endif
#endif

#ifndef CONFIG_FUNCTION_ALIGNMENT
#define CONFIG_FUNCTION_ALIGNMENT 16
#endif

/*
 * IS_ENABLED(CONFIG_X) is 1 when the switch is set, also where the preprocessor has no #ifdef. A set switch expands to 1, pasting
 * makes the name below, whose comma shifts a 1 into second place; an unset one pastes to an unknown name and leaves the 0 there.
 */
#define __ul_shift_1			~,
#define __ul_second(a, b, ...)		b
#define __ul_pick(shifted)		__ul_second(shifted 1, 0, ~)
#define __ul_paste(value)		__ul_pick(__ul_shift_##value)
#define __is_defined(value)		__ul_paste(value)
#define IS_BUILTIN(option)		__is_defined(option)
#define IS_MODULE(option)		__is_defined(option##_MODULE)
#define IS_ENABLED(option)		(__is_defined(option) || __is_defined(option##_MODULE))
#define IS_REACHABLE(option)		IS_ENABLED(option)

#endif
